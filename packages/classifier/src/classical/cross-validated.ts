import { kFold } from '@graftjs/metrics'
import { type FeatureMatrix, selectRows } from '../logistic/feature-matrix'
import type { FeatureModel } from './learner'
import { wholeNumber } from './settings'

export interface CrossValidatedOptions {
  /** Default 5; fewer where the rarest class has fewer rows, but 2 at least. */
  readonly folds?: number | undefined
  readonly seed?: number | undefined
  readonly onFold?: ((fold: number, folds: number) => void) | undefined
}

/**
 * Probabilities for every row, by a model that has not seen it: the rows are cut into folds, and each is predicted by
 * what was learnt from the others.
 *
 * @param fit learns from rows, given the class of each
 * @returns `[rows, classes]`
 */
export async function crossValidatedProbabilities(
  features: FeatureMatrix,
  targets: Int32Array,
  classes: number,
  fit: (features: FeatureMatrix, targets: Int32Array) => Promise<Pick<FeatureModel, 'probabilities'>>,
  { folds = 5, seed = 0, onFold }: CrossValidatedOptions = {},
): Promise<Float64Array> {
  const sizes = new Int32Array(classes)
  for (const target of targets) sizes[target]! += 1
  const count = Math.max(2, Math.min(wholeNumber(folds, 'folds', 2), ...sizes))
  const probabilities = new Float64Array(features.rows * classes)
  const splits = kFold(features.rows, { folds: count, stratify: targets, seed })
  for (const [fold, { train, test }] of splits.entries()) {
    const model = await fit(
      selectRows(features, train),
      Int32Array.from(train, (row) => targets[row]!),
    )
    const predicted = await model.probabilities(selectRows(features, test))
    test.forEach((row, i) => {
      probabilities.set(predicted.subarray(i * classes, (i + 1) * classes), row * classes)
    })
    onFold?.(fold + 1, count)
  }
  return probabilities
}
