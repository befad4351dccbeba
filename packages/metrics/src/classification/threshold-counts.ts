import {
  asFiniteNumbers,
  asRows,
  asWeights,
  type Column,
  checkNotEmpty,
  checkSameLength,
  type Numbers,
} from '../input/column'
import type { Label } from '../input/label-index'
import { distinctLabels, listed, resolvePositive } from '../input/labels'
import { refuse } from '../input/refuse'
import { argsortDescending } from '../numeric/argsort'

export interface CurveOptions<L extends Label> {
  /** The class that the scores speak of. Without it: 1 among 0/1 or -1/1, true among booleans. */
  readonly positive?: L
  readonly weights?: Numbers
}

/**
 * What lies at or above every distinct score, from the highest score down: the weight of the rows of other
 * classes (false positives) and of the positive class (true positives).
 */
export interface ThresholdCounts {
  readonly falsePositives: Float64Array
  readonly truePositives: Float64Array
  readonly thresholds: Float64Array
}

/** Rows of weight 0 have no part, as in scikit-learn. */
export function countAtThresholds<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  { positive, weights }: CurveOptions<L>,
): ThresholdCounts {
  const truthRows = asRows(truth, 'truth')
  checkNotEmpty(truthRows, 'truth')
  const scoreRows = asFiniteNumbers(scores, 'scores')
  checkSameLength(truthRows, 'truth', scoreRows, 'scores')
  const weightRows = asWeights(weights, truthRows.length)
  const present = distinctLabels(truthRows, 'truth')
  if (present.length > 2 && positive === undefined) {
    refuse({
      what: `truth holds ${present.length} classes (${listed(present)}).`,
      where: 'positive',
      fix: 'Pass positive, the class that the scores speak of; all other rows count as negative.',
      code: 'invalid-option',
    })
  }
  const chosen = resolvePositive(present, positive)
  return accumulate(
    argsortDescending(scoreRows),
    scoreRows,
    (row) => truthRows[row] === chosen,
    weightRows === undefined ? () => 1 : (row) => weightRows[row]!,
  )
}

/** Walks rows from the highest score down and notes the sums at the end of every run of equal scores. */
export function accumulate(
  order: Int32Array,
  scores: ArrayLike<number>,
  isPositive: (row: number) => boolean,
  weightOf: (row: number) => number,
): ThresholdCounts {
  const falsePositives = new Float64Array(order.length)
  const truePositives = new Float64Array(order.length)
  const thresholds = new Float64Array(order.length)
  let points = 0
  let negative = 0
  let positive = 0
  let previous = Number.NaN
  for (const row of order) {
    const weight = weightOf(row)
    if (weight === 0) continue
    const score = scores[row]!
    if (score !== previous) {
      if (points > 0) {
        falsePositives[points - 1] = negative
        truePositives[points - 1] = positive
      }
      thresholds[points++] = score
      previous = score
    }
    if (isPositive(row)) positive += weight
    else negative += weight
  }
  falsePositives[points - 1] = negative
  truePositives[points - 1] = positive
  return {
    falsePositives: falsePositives.subarray(0, points),
    truePositives: truePositives.subarray(0, points),
    thresholds: thresholds.subarray(0, points),
  }
}

/** Positions of a curve without those where neither neighbour changes the sum (a straight line on a plot). */
export function cornersOf(
  points: number,
  isCorner: (before: number, at: number, after: number) => boolean,
): Int32Array {
  const kept: number[] = []
  for (let at = 0; at < points; at++) {
    if (at === 0 || at === points - 1 || isCorner(at - 1, at, at + 1)) kept.push(at)
  }
  return Int32Array.from(kept)
}
