import type { FlatMatrix } from '../input/score-matrix'
import { averagePrecisionOf } from './average-precision'
import { rankByClass } from './one-vs-rest'
import { precisionRecallOfCounts } from './precision-recall-curve'
import { rankedTotals } from './ranked-rows'
import type { ClassReport } from './report'
import { areaUnderRoc } from './roc-auc'
import { rocOfCounts } from './roc-curve'
import { rounded, thinned } from './thin-curve'
import { countsOf, type ThresholdCounts } from './threshold-counts'

type ClassCurves = Pick<ClassReport, 'averagePrecision' | 'rocAuc' | 'precisionRecallCurve' | 'rocCurve'>

/** The curves of one class against all others, ready to draw, and their areas. */
export function curvesOfClass({
  matrix,
  column,
  codes,
  weights,
  curvePoints,
}: {
  readonly matrix: FlatMatrix
  readonly column: number
  readonly codes: Int32Array
  readonly weights: ArrayLike<number> | undefined
  readonly curvePoints: number
}): ClassCurves {
  const ranked = rankByClass(matrix.values, matrix.columns, column, codes, weights)
  const { positive, negative } = rankedTotals(ranked)
  const counts = countsOf(ranked)
  const found = positive > 0
  const both = found && negative > 0
  return {
    averagePrecision: found ? averagePrecisionOf(ranked) : null,
    rocAuc: both ? areaUnderRoc(ranked) : null,
    precisionRecallCurve: found ? precisionRecallPoints(counts, curvePoints) : null,
    rocCurve: both ? rocPoints(counts, curvePoints) : null,
  }
}

function precisionRecallPoints(counts: ThresholdCounts, most: number): ClassReport['precisionRecallCurve'] {
  const { precision, recall, thresholds } = precisionRecallOfCounts(counts, true)
  const kept = thinned(recall, precision, most)
  return {
    precision: kept.map((at) => rounded(precision[at]!)),
    recall: kept.map((at) => rounded(recall[at]!)),
    thresholds: kept.map((at) => (at < thresholds.length ? rounded(thresholds[at]!) : null)),
  }
}

function rocPoints(counts: ThresholdCounts, most: number): ClassReport['rocCurve'] {
  const { falsePositiveRate, truePositiveRate, thresholds } = rocOfCounts(counts, true)
  const kept = thinned(falsePositiveRate, truePositiveRate, most)
  return {
    falsePositiveRate: kept.map((at) => rounded(falsePositiveRate[at]!)),
    truePositiveRate: kept.map((at) => rounded(truePositiveRate[at]!)),
    thresholds: kept.map((at) => (at === 0 ? null : rounded(thresholds[at]!))),
  }
}
