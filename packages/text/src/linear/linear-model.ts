import {
  type BatchPredictor,
  classProbabilities,
  type LogisticModel,
  type Prediction,
  TimeSlice,
  toPrediction,
} from '@graftjs/classifier'
import type { LinearSettings } from './settings'
import type { TfidfVectorizer } from './tfidf'

/** What training leaves and a folder keeps. */
export interface LinearModel<Label extends string = string> {
  readonly labels: readonly Label[]
  readonly vectorizer: TfidfVectorizer
  readonly logistic: LogisticModel
  readonly settings: LinearSettings
  readonly training: TrainingSummary
}

/** How the training went, for the model card. */
export interface TrainingSummary {
  readonly rows: Readonly<Record<string, number>>
  readonly iterations: number
  readonly converged: boolean
  readonly loss: number
}

/** What a model says of a text. */
export function predictText<Label extends string>(
  model: LinearModel<Label>,
  text: string,
): Prediction<Label> {
  const probabilities = new Float64Array(model.labels.length)
  classProbabilities(model.logistic, model.vectorizer.transform(text), probabilities)
  return toPrediction(model.labels, probabilities)
}

/** Texts in, predictions out, one after the other. */
export class LinearPredictor<Label extends string> implements BatchPredictor<string, Prediction<Label>> {
  readonly device = 'cpu'

  constructor(private readonly model: LinearModel<Label>) {}

  async predict(
    texts: readonly string[],
    _batchSize: number,
    signal?: AbortSignal,
  ): Promise<Prediction<Label>[]> {
    const slice = new TimeSlice(signal)
    const predictions: Prediction<Label>[] = []
    for (const text of texts) {
      predictions.push(predictText(this.model, text))
      if (slice.over) await slice.pause()
    }
    return predictions
  }
}
