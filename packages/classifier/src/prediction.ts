/** What a classifier says of one text, one picture, one row. */
export interface Prediction<Label extends string = string> {
  /** The most probable label; the first in `labels` of equals. */
  readonly label: Label
  /** The probability of `label`, 0 to 1. */
  readonly score: number
  /** The probability of every label; they sum to 1. */
  readonly scores: Readonly<Record<Label, number>>
}

/** A prediction from one probability for each label, in the labels' order. */
export function toPrediction<Label extends string>(
  labels: readonly Label[],
  probabilities: ArrayLike<number>,
): Prediction<Label> {
  let best = 0
  for (let i = 1; i < labels.length; i++) if (probabilities[i]! > probabilities[best]!) best = i
  // Object.fromEntries forgets that its keys are all the labels; labels come from data, so `__proto__` may be one.
  const scores = Object.fromEntries(labels.map((label, i) => [label, probabilities[i]!])) as Record<
    Label,
    number
  >
  return { label: labels[best]!, score: probabilities[best]!, scores }
}

/** What a classifier says of one input that may have any number of labels. */
export interface LabelSetPrediction<Label extends string = string> {
  /** The labels whose probability is the threshold or more, in the labels' order. */
  readonly labels: readonly Label[]
  /** The probability of every label, 0 to 1, each for itself. */
  readonly scores: Readonly<Record<Label, number>>
}

/** A prediction from the logit of each label, in the labels' order. */
export function toLabelSet<Label extends string>(
  labels: readonly Label[],
  logits: ArrayLike<number>,
  threshold: number,
): LabelSetPrediction<Label> {
  const probabilities = Float64Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)))
  const { scores } = toPrediction(labels, probabilities)
  return { labels: labels.filter((label) => scores[label] >= threshold), scores }
}
