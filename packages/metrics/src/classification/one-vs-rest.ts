import { asRows, asWeights, type Column, checkNotEmpty, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels, codesOf, distinctLabels } from '../input/labels'
import { refuse, shown } from '../input/refuse'
import { asMatrix, type ScoreMatrix } from '../input/score-matrix'
import { argsortDescending } from '../numeric/argsort'
import { accumulate, type ThresholdCounts } from './threshold-counts'

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
  measure: (counts: ThresholdCounts) => number,
): number {
  const truthRows = asRows(truth, 'truth')
  checkNotEmpty(truthRows, 'truth')
  const index = asLabels(labels ?? distinctLabels(truthRows, 'truth'), 2)
  const codes = codesOf(truthRows, index, 'truth')
  const { values, rows, columns } = asMatrix(scores, truthRows.length, index.labels.length)
  const weightRows = asWeights(weights, rows)
  const weightOf = (row: number) => (weightRows === undefined ? 1 : weightRows[row]!)

  if (average === 'micro') {
    const isTrue = (cell: number) => codes[Math.floor(cell / columns)] === cell % columns
    const order = argsortDescending(values)
    return measure(accumulate(order, values, isTrue, (cell) => weightOf(Math.floor(cell / columns))))
  }
  if (average !== 'macro' && average !== 'weighted') {
    refuse({
      what: `average is ${shown(average)}.`,
      where: 'average',
      fix: "Pass 'macro', 'weighted' or 'micro'.",
      code: 'invalid-option',
    })
  }
  let sum = 0
  let total = 0
  for (let column = 0; column < columns; column++) {
    const counts = countsOfClass(values, columns, column, codes, weightOf)
    const importance = average === 'macro' ? 1 : counts.truePositives.at(-1)!
    // A class without rows has no part in the weighted average, so it need not be defined.
    if (importance > 0) sum += importance * measure(counts)
    total += importance
  }
  return sum / total
}

/** The curve counts of one class of a matrix of scores, all other classes being negative. */
export function countsOfClass(
  values: ArrayLike<number>,
  columns: number,
  column: number,
  codes: Int32Array,
  weightOf: (row: number) => number,
): ThresholdCounts {
  const own = Float64Array.from(codes, (_, row) => values[row * columns + column]!)
  return accumulate(argsortDescending(own), own, (row) => codes[row] === column, weightOf)
}
