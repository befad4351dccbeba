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
import { type RankedRows, rankRows, visitThresholds } from './ranked-rows'

export interface CurveOptions<L extends Label> {
  /** The class that the scores speak of. Without it: 1 among 0/1 or -1/1, true among booleans. */
  readonly positive?: L
  readonly weights?: Numbers
}

/** Which rows are positive, and their scores. */
export interface BinaryScores {
  /** 1 for positive rows, 0 for the others. */
  readonly isPositive: Uint8Array
  readonly scores: ArrayLike<number>
}

/** Reads truth and one score per row. */
export function readBinaryScores<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  { positive }: { readonly positive?: L },
): BinaryScores {
  const truthRows = asRows(truth, 'truth')
  checkNotEmpty(truthRows, 'truth')
  const scoreRows = asFiniteNumbers(scores, 'scores')
  checkSameLength(truthRows, 'truth', scoreRows, 'scores')
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
  const isPositive = new Uint8Array(truthRows.length)
  for (let row = 0; row < isPositive.length; row++) if (truthRows[row] === chosen) isPositive[row] = 1
  return { isPositive, scores: scoreRows }
}

/** Reads truth and one score per row, and ranks the rows. */
export function readRankedRows<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: CurveOptions<L>,
): RankedRows {
  const rows = readBinaryScores(truth, scores, options)
  return rankRows(rows.scores, rows.isPositive, asWeights(options.weights, rows.isPositive.length))
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

export function countsOf(ranked: RankedRows): ThresholdCounts {
  let points = 0
  visitThresholds(ranked, () => {
    points++
  })
  const counts = {
    falsePositives: new Float64Array(points),
    truePositives: new Float64Array(points),
    thresholds: new Float64Array(points),
  }
  let point = 0
  visitThresholds(ranked, (threshold, falsePositives, truePositives) => {
    counts.falsePositives[point] = falsePositives
    counts.truePositives[point] = truePositives
    counts.thresholds[point++] = threshold
  })
  return counts
}

/** Positions of a curve without those where neither neighbour changes the sum (a straight line on a plot). */
export function cornersOf(
  points: number,
  isCorner: (before: number, at: number, after: number) => boolean,
): Int32Array {
  const kept = new Int32Array(points)
  let corners = 0
  for (let at = 0; at < points; at++) {
    if (at === 0 || at === points - 1 || isCorner(at - 1, at, at + 1)) kept[corners++] = at
  }
  return kept.subarray(0, corners)
}
