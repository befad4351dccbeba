import { asRows, asWeights, type Column, checkNotEmpty, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabelsOf, codesOf } from '../input/labels'
import { refuseOption } from '../input/refuse'
import { asMatrix, type ScoreMatrix } from '../input/score-matrix'
import { type RankedRows, rankedTotals, rankRows } from './ranked-rows'

export interface OneVsRestOptions<L extends Label> {
  /** The class of each column of scores; by default the labels of truth, sorted. */
  readonly labels?: Column<L>
  /**
   * `macro`: the mean over classes (default). `weighted`: the mean by how often a class occurs. `micro`: all
   * rows × classes as one list.
   */
  readonly average?: 'macro' | 'weighted' | 'micro'
  readonly weights?: Numbers
}

/** Every class against all others: measures each by its own column of scores and averages. */
export function averageOneVsRest<L extends Label>(
  truth: Column<L>,
  scores: ScoreMatrix,
  { labels, average = 'macro', weights }: OneVsRestOptions<L>,
  measure: (ranked: RankedRows) => number,
): number {
  const truthRows = asRows(truth, 'truth')
  checkNotEmpty(truthRows, 'truth')
  const index = asLabelsOf(labels, truthRows, 'truth', 2)
  const codes = codesOf(truthRows, index, 'truth')
  const { values, rows, columns } = asMatrix(scores, truthRows.length, index.labels.length)
  const weightRows = asWeights(weights, rows)

  if (average === 'micro') {
    const isTrue = new Uint8Array(values.length)
    codes.forEach((code, row) => {
      isTrue[row * columns + code] = 1
    })
    const repeated =
      weightRows && Float64Array.from(isTrue, (_, cell) => weightRows[Math.floor(cell / columns)]!)
    return measure(rankRows(values, isTrue, repeated))
  }
  if (average !== 'macro' && average !== 'weighted') {
    refuseOption(average, 'average', "Pass 'macro', 'weighted' or 'micro'.")
  }
  let sum = 0
  let total = 0
  for (let column = 0; column < columns; column++) {
    const ranked = rankByClass(values, columns, column, codes, weightRows)
    const importance = average === 'macro' ? 1 : rankedTotals(ranked).positive
    // A class without rows has no part in the weighted average, so it need not be defined.
    if (importance > 0) sum += importance * measure(ranked)
    total += importance
  }
  return sum / total
}

/** The rows ranked by the score of one class, all other classes being negative. */
export function rankByClass(
  values: ArrayLike<number>,
  columns: number,
  column: number,
  codes: Int32Array,
  weights: ArrayLike<number> | undefined,
): RankedRows {
  const own = new Float64Array(codes.length)
  const isClass = new Uint8Array(codes.length)
  for (let row = 0; row < codes.length; row++) {
    own[row] = values[row * columns + column]!
    if (codes[row] === column) isClass[row] = 1
  }
  return rankRows(own, isClass, weights)
}
