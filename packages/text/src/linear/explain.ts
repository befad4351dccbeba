import type { Prediction } from '@graftjs/classifier'
import type { LinearModel } from './linear-model'

/** Why a linear classifier says what it says. */
export interface Explanation<Label extends string = string> {
  readonly prediction: Prediction<Label>
  /** The terms of the text that weigh most, heaviest first. */
  readonly terms: readonly TermWeight[]
  /** What the prediction starts from before any term, in the same unit as the weights. */
  readonly intercept: number
}

export interface TermWeight {
  /** A word, or a run of words, as the features have it: lower-cased. */
  readonly term: string
  /**
   * What the term adds to the predicted label's score: for two labels the log-odds of the prediction, for more
   * the label's score before the softmax. Above 0 speaks for the prediction, below 0 against it.
   */
  readonly weight: number
}

/** The exact contributions: together with the intercept they sum to the score of the predicted label. */
export function explainText<Label extends string>(
  model: LinearModel<Label>,
  prediction: Prediction<Label>,
  text: string,
  count: number,
): Explanation<Label> {
  const { labels, logistic, vectorizer } = model
  const label = labels.indexOf(prediction.label)
  const outputs = logistic.intercepts.length
  const output = outputs === 1 ? 0 : label
  const sign = outputs === 1 && label === 0 ? -1 : 1
  const { columns, values } = vectorizer.transform(text)
  const terms = Array.from(columns, (feature, i) => ({
    term: vectorizer.terms[feature]!,
    weight: sign * values[i]! * logistic.coefficients[feature * outputs + output]!,
  }))
  terms.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  return { prediction, terms: terms.slice(0, count), intercept: sign * logistic.intercepts[output]! }
}
