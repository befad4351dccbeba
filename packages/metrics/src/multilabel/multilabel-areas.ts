import { averagePrecisionOf } from '../classification/average-precision'
import { type RankedRows, rankRows } from '../classification/ranked-rows'
import { areaUnderRoc } from '../classification/roc-auc'
import type { Label } from '../input/label-index'
import { refuseOption } from '../input/refuse'
import type { ScoreMatrix } from '../input/score-matrix'
import type { LabelSets } from './label-sets'
import { indicatorsOf, readScoredSets, type ScoredSets, type ScoredSetsOptions } from './scored-sets'

export interface MultilabelAreaOptions<L extends Label> extends ScoredSetsOptions<L> {
  /**
   * `macro`: the mean over labels (default). `weighted`: over labels by how often each occurs. `micro`: all
   * pairs of row and label as one list. `samples`: the mean over rows.
   */
  readonly average?: 'macro' | 'weighted' | 'micro' | 'samples'
}

/**
 * The area under the ROC curve where a row may have any number of labels. Equals scikit-learn's `roc_auc_score`
 * on an indicator matrix.
 *
 * @throws GraftError `invalid-data` where it is not defined for a label (or, under `samples`, a row): none or all.
 */
export function multilabelRocAuc<L extends Label>(
  truth: LabelSets<L>,
  scores: ScoreMatrix,
  options: MultilabelAreaOptions<L>,
): number {
  return averageAreas(readScoredSets(truth, scores, options), options.average ?? 'macro', areaUnderRoc)
}

/** Average precision, likewise. Equals scikit-learn's `average_precision_score` on an indicator matrix. */
export function multilabelAveragePrecision<L extends Label>(
  truth: LabelSets<L>,
  scores: ScoreMatrix,
  options: MultilabelAreaOptions<L>,
): number {
  return averageAreas(readScoredSets(truth, scores, options), options.average ?? 'macro', averagePrecisionOf)
}

function averageAreas(
  sets: ScoredSets,
  average: 'macro' | 'weighted' | 'micro' | 'samples',
  measure: (ranked: RankedRows) => number,
): number {
  const { matrix, weights } = sets
  const { values, rows, columns } = matrix
  const indicators = indicatorsOf(sets)
  const weightOf = (row: number) => (weights === undefined ? 1 : weights[row]!)
  if (average === 'micro') {
    const perCell =
      weights && Float64Array.from(indicators, (_, cell) => weightOf(Math.floor(cell / columns)))
    return measure(rankRows(values, indicators, perCell))
  }
  const alongRows = average === 'samples'
  if (!alongRows && average !== 'macro' && average !== 'weighted') {
    refuseOption(average, 'average', "Pass 'macro', 'weighted', 'micro' or 'samples'.")
  }
  const lines = alongRows ? rows : columns
  const length = alongRows ? columns : rows
  const cell = (line: number, at: number) => (alongRows ? line * columns + at : at * columns + line)
  let sum = 0
  let total = 0
  for (let line = 0; line < lines; line++) {
    const isPositive = Uint8Array.from({ length }, (_, at) => indicators[cell(line, at)]!)
    let importance = alongRows ? weightOf(line) : 1
    if (average === 'weighted') {
      importance = isPositive.reduce((support, positive, row) => support + positive * weightOf(row), 0)
    }
    // A line without weight has no part, so it need not be defined.
    if (importance === 0) continue
    const scores = Float64Array.from({ length }, (_, at) => values[cell(line, at)]!)
    sum += importance * measure(rankRows(scores, isPositive, alongRows ? undefined : weights))
    total += importance
  }
  return total === 0 ? 0 : sum / total
}
