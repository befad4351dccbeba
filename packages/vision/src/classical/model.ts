import {
  type BatchPredictor,
  type FeatureModel,
  type Prediction,
  type Standardization,
  standardized,
  TimeSlice,
  toPrediction,
} from '@graftjs/classifier'
import type { PictureSource } from '../pictures/picture-source'
import { describeAll } from './describe-pictures'
import type { ClassicalSettings } from './settings'

/** What training leaves and a folder keeps. */
export interface ClassicalModel<Label extends string = string> {
  readonly labels: readonly Label[]
  readonly settings: ClassicalSettings
  readonly standardization: Standardization
  readonly model: FeatureModel
  /** Training pictures of each label. */
  readonly rows: Readonly<Record<string, number>>
}

/** Pictures in, predictions out, in their order. */
export class ClassicalPredictor<Label extends string>
  implements BatchPredictor<PictureSource, Prediction<Label>>
{
  readonly device = 'cpu'

  constructor(private readonly parts: ClassicalModel<Label>) {}

  async predict(
    sources: readonly PictureSource[],
    _batchSize: number,
    signal?: AbortSignal,
  ): Promise<Prediction<Label>[]> {
    if (sources.length === 0) return []
    const { labels, settings, standardization, model } = this.parts
    const described = await describeAll(sources, settings, { signal })
    const features = await standardized(described, standardization, new TimeSlice(signal))
    const probabilities = await model.probabilities(features, { signal })
    return sources.map((_, row) =>
      toPrediction(labels, probabilities.subarray(row * labels.length, (row + 1) * labels.length)),
    )
  }
}
