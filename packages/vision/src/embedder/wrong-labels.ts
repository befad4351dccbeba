import { GraftError, type OnProgress } from '@graftjs/base'
import {
  crossValidatedProbabilities,
  type FeatureMatrix,
  featuresOf,
  findLabelIssues,
  fitLinearProbe,
  type LabelIssue,
  probabilitiesOf,
  TimeSlice,
} from '@graftjs/classifier'
import type { Engine } from '@graftjs/core'
import { numberFrom } from './check-numbers'

export interface WrongLabelOptions {
  /** Each part of so many is judged by what was learnt from the others. Default 5. */
  readonly folds?: number
  /** Inverse strength of the probe's penalty. Default 1. */
  readonly c?: number
  readonly seed?: number
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

/**
 * Rows whose labels are probably wrong: a linear probe is learnt on the vectors of the other folds, and confident
 * learning looks at what it says of each.
 *
 * @throws GraftError `invalid-data` where a label has a single row, which cannot be judged by others.
 */
export async function wrongLabels(
  vectors: FeatureMatrix,
  given: readonly string[],
  engine: Engine,
  { folds, c = 1, seed = 0, signal, onProgress }: WrongLabelOptions = {},
): Promise<{ readonly labels: readonly string[]; readonly issues: readonly LabelIssue[] }> {
  const labels = [...new Set(given)].sort()
  const targets = Int32Array.from(given, (label) => labels.indexOf(label))
  const sizes = labels.map((_, label) => targets.filter((target) => target === label).length)
  const rare = sizes.findIndex((size) => size < 2)
  if (labels.length < 2 || rare >= 0) {
    throw new GraftError('invalid-data', {
      what:
        labels.length < 2
          ? `There ${labels.length === 0 ? 'is no label' : 'is only one label'}.`
          : `The label ${JSON.stringify(labels[rare])} has a single picture.`,
      where: 'labels',
      fix: 'Pass two or more labels of at least two pictures each: a label is judged by the other pictures that have it.',
    })
  }
  numberFrom(c, 'c', Number.MIN_VALUE)
  const classes = labels.length
  const slice = new TimeSlice(signal)
  const classWeights = new Float64Array(classes).fill(1)
  const probe = async (features: FeatureMatrix, of: Int32Array) => {
    const { model } = await fitLinearProbe(features, { kind: 'one', of }, classes, {
      engine,
      c: [c],
      classWeights,
      seed,
      slice,
    })
    return {
      async probabilities(rows: FeatureMatrix) {
        const out = new Float64Array(rows.rows * classes)
        for (let row = 0; row < rows.rows; row++) {
          out.set(probabilitiesOf(model, featuresOf(rows, row), 'one'), row * classes)
          await slice.pause()
        }
        return out
      },
    }
  }
  const probabilities = await crossValidatedProbabilities(vectors, targets, classes, probe, {
    folds,
    seed,
    onFold: (step, steps) => onProgress?.({ phase: 'train', step, steps, message: 'folds' }),
  })
  return { labels, issues: findLabelIssues({ probabilities, targets, classes }) }
}
