import { argsortDescending, sortAscending } from '../numeric/radix-sort'

/**
 * Rows in the order of their scores, each positive or negative. Without weights only the scores of either
 * kind matter, which sort faster and in less memory than rows do.
 */
export type RankedRows =
  | { readonly kind: 'counted'; readonly positives: Float64Array; readonly negatives: Float64Array }
  | {
      readonly kind: 'weighted'
      readonly order: Int32Array
      readonly scores: ArrayLike<number>
      readonly isPositive: Uint8Array
      readonly weights: ArrayLike<number>
    }

/** Ranks rows by score. `isPositive` holds 1 for positive rows and 0 for the others. */
export function rankRows(
  scores: ArrayLike<number>,
  isPositive: Uint8Array,
  weights?: ArrayLike<number>,
): RankedRows {
  if (weights !== undefined) {
    return { kind: 'weighted', order: argsortDescending(scores), scores, isPositive, weights }
  }
  let count = 0
  for (let row = 0; row < isPositive.length; row++) count += isPositive[row]!
  const positives = new Float64Array(count)
  const negatives = new Float64Array(scores.length - count)
  let positive = 0
  let negative = 0
  for (let row = 0; row < isPositive.length; row++) {
    if (isPositive[row] === 1) positives[positive++] = scores[row]!
    else negatives[negative++] = scores[row]!
  }
  return { kind: 'counted', positives: sortAscending(positives), negatives: sortAscending(negatives) }
}

/** What lies at or above a threshold: the weight of negative rows and of positive rows. */
export type ThresholdVisitor = (threshold: number, falsePositives: number, truePositives: number) => void

/** Visits every distinct score from the highest down. Rows of weight 0 have no part, as in scikit-learn. */
export function visitThresholds(ranked: RankedRows, visit: ThresholdVisitor): void {
  if (ranked.kind === 'counted') visitCounted(ranked.positives, ranked.negatives, visit)
  else visitWeighted(ranked, visit)
}

function visitCounted(positives: Float64Array, negatives: Float64Array, visit: ThresholdVisitor): void {
  let positive = positives.length - 1
  let negative = negatives.length - 1
  while (positive >= 0 || negative >= 0) {
    const nextPositive = positive >= 0 ? positives[positive]! : -Infinity
    const nextNegative = negative >= 0 ? negatives[negative]! : -Infinity
    const threshold = Math.max(nextPositive, nextNegative)
    while (positive >= 0 && positives[positive] === threshold) positive--
    while (negative >= 0 && negatives[negative] === threshold) negative--
    visit(threshold, negatives.length - 1 - negative, positives.length - 1 - positive)
  }
}

function visitWeighted(
  { order, scores, isPositive, weights }: Extract<RankedRows, { kind: 'weighted' }>,
  visit: ThresholdVisitor,
): void {
  let falsePositives = 0
  let truePositives = 0
  let threshold = Number.NaN
  let started = false
  for (const row of order) {
    const weight = weights[row]!
    if (weight === 0) continue
    const score = scores[row]!
    if (score !== threshold) {
      if (started) visit(threshold, falsePositives, truePositives)
      started = true
      threshold = score
    }
    if (isPositive[row] === 1) truePositives += weight
    else falsePositives += weight
  }
  visit(threshold, falsePositives, truePositives)
}

/** The weight of all positive and of all negative rows. */
export function rankedTotals(ranked: RankedRows): { readonly positive: number; readonly negative: number } {
  if (ranked.kind === 'counted') {
    return { positive: ranked.positives.length, negative: ranked.negatives.length }
  }
  let positive = 0
  let negative = 0
  // In the order of the visit, so that the last threshold reaches exactly these sums.
  for (const row of ranked.order) {
    if (ranked.isPositive[row] === 1) positive += ranked.weights[row]!
    else negative += ranked.weights[row]!
  }
  return { positive, negative }
}
