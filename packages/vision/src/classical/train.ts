import { GraftError, type OnProgress } from '@graftjs/base'
import {
  type ClassWeight,
  countTargets,
  type FeatureMatrix,
  type FeatureModel,
  type FitOptions,
  type LearnerName,
  type LearnerSettings,
  learners,
  matrixOf,
  resolveClassWeights,
  standardizationOf,
  standardized,
  TimeSlice,
} from '@graftjs/classifier'
import type { PictureExample } from '../classifier/contract'
import { describePictures } from './describe-pictures'
import type { ClassicalModel } from './model'
import type { ClassicalSettings } from './settings'

export interface TrainContext<Label extends string> {
  readonly labels: readonly Label[]
  readonly classWeight: ClassWeight<Label> | undefined
  readonly seed: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnProgress | undefined
  /** Told of each picture that cannot be read and is left out. */
  readonly onUnreadable: (row: number, error: GraftError) => void
}

/** Learns from labelled pictures; those that cannot be read are left out. */
export async function trainClassicalModel<Label extends string>(
  rows: readonly PictureExample<Label>[],
  settings: ClassicalSettings,
  { labels, classWeight, seed, signal, onProgress, onUnreadable }: TrainContext<Label>,
): Promise<ClassicalModel<Label>> {
  const sources = rows.map(({ picture }) => picture)
  const readable: PictureExample<Label>[] = []
  const vectors: Float32Array[] = []
  const described = await describePictures(sources, settings, { signal, onProgress })
  described.forEach((vector, row) => {
    if (GraftError.isInstance(vector)) onUnreadable(row, vector)
    else {
      vectors.push(vector)
      readable.push(rows[row]!)
    }
  })
  const { targets, sizes } = countTargets(readable, labels)
  const lost = labels.find((_, label) => sizes[label] === 0)
  if (lost !== undefined) {
    throw new GraftError('invalid-data', {
      what: `No picture of the label ${JSON.stringify(lost)} can be read.`,
      where: 'train',
      fix: 'Repair the files, or leave the label out.',
      details: { label: lost },
    })
  }
  const features = matrixOf(vectors)
  const slice = new TimeSlice(signal)
  const standardization = await standardizationOf(features, slice)
  const model = await fit(settings, await standardized(features, standardization, slice), targets, {
    classes: labels.length,
    classWeights: resolveClassWeights(classWeight, labels, sizes),
    seed,
    signal,
    onProgress,
  })
  const counted = Object.fromEntries(labels.map((label, number) => [label, sizes[number]!]))
  return { labels, settings, standardization, model, rows: counted }
}

function fit(
  {
    learner,
    settings,
  }: { readonly learner: LearnerName; readonly settings: Partial<LearnerSettings[LearnerName]> },
  features: FeatureMatrix,
  targets: Int32Array,
  options: FitOptions,
): Promise<FeatureModel> {
  return learners[learner].fit(features, targets, { ...settings, ...options })
}
