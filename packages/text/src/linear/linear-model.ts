import { classProbabilities, type LogisticModel } from '@graftjs/classifier'
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

/** The probability of each label. */
export function probabilitiesOf(model: LinearModel, text: string): Float64Array {
  const probabilities = new Float64Array(model.labels.length)
  classProbabilities(model.logistic, model.vectorizer.transform(text), probabilities)
  return probabilities
}
