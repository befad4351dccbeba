import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import type { ScoreMatrix } from '../input/score-matrix'
import { averagePrecisionOf } from './average-precision'
import { averageOneVsRest, type OneVsRestOptions } from './one-vs-rest'

/**
 * The average precision of every class against the others, averaged. Equals scikit-learn's
 * `average_precision_score` on a matrix of scores; a class without rows in truth counts 0 under `macro`.
 */
export function multiclassAveragePrecision<L extends Label>(
  truth: Column<L>,
  scores: ScoreMatrix,
  options: OneVsRestOptions<L> = {},
): number {
  return averageOneVsRest(truth, scores, options, averagePrecisionOf)
}
