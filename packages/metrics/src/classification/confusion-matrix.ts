import type { Column, Numbers } from '../input/column'
import { compareLabels, type Label, LabelIndex } from '../input/label-index'
import { asLabels, listed } from '../input/labels'
import { refuse } from '../input/refuse'
import { asLabelledRows, type LabelledRows } from './labelled-rows'

export interface ConfusionMatrixOptions<L extends Label> {
  /**
   * The classes and their order. By default every label of truth and predictions, sorted. Rows whose true
   * or predicted label is not named are left out, as in scikit-learn.
   */
  readonly labels?: Column<L>
  readonly weights?: Numbers
  /** Divide by the row's sum (`truth`), the column's (`predicted`) or everything (`all`); 0 where that is 0. */
  readonly normalize?: 'truth' | 'predicted' | 'all'
}

export interface ConfusionMatrix<L extends Label> {
  readonly labels: readonly L[]
  /** `counts[i][j]`: the weight of the rows of class `labels[i]` that were predicted as `labels[j]`. */
  readonly counts: number[][]
}

/** A dense matrix of more classes than this would take hundreds of megabytes. */
const mostClasses = 4096

/** How often each class was taken for each. Equals scikit-learn's `confusion_matrix`. */
export function confusionMatrix<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  { labels, weights, normalize }: ConfusionMatrixOptions<L> = {},
): ConfusionMatrix<L> {
  const rows = asLabelledRows(truth, predicted, weights)
  const named = labels === undefined ? undefined : asLabels(labels)

  const pairs = countPairs(rows)
  const order = named === undefined ? pairs.index.labels.toSorted(compareLabels) : named.labels
  const codes = order.map((label) => pairs.index.find(label))
  const counts = codes.map((actual) =>
    codes.map((guess) => (actual < 0 || guess < 0 ? 0 : pairs.cells[actual * pairs.stride + guess]!)),
  )
  if (named !== undefined && !truthHolds(rows.truth, named)) {
    refuse({
      what: `No row of truth has one of the labels ${listed(order)}.`,
      where: 'labels',
      fix: 'Name at least one label that occurs in truth.',
    })
  }
  if (normalize !== undefined) normalizeInPlace(counts, normalize)
  return { labels: order, counts }
}

interface PairCounts<L extends Label> {
  readonly index: LabelIndex<L>
  readonly cells: Float64Array
  readonly stride: number
}

function countPairs<L extends Label>({ truth, predicted, weights }: LabelledRows<L>): PairCounts<L> {
  const index = new LabelIndex<L>()
  let stride = 16
  let cells = new Float64Array(stride * stride)
  for (let row = 0; row < truth.length; row++) {
    const actual = index.add(truth[row]!, 'truth', row)
    const guess = index.add(predicted[row]!, 'predicted', row)
    if (index.labels.length > stride) {
      if (index.labels.length > mostClasses) refuseClasses()
      cells = widened(cells, stride)
      stride *= 2
    }
    const cell = actual * stride + guess
    cells[cell] = cells[cell]! + (weights === undefined ? 1 : weights[row]!)
  }
  return { index, cells, stride }
}

function widened(cells: Float64Array, stride: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(4 * cells.length)
  for (let row = 0; row < stride; row++) {
    wider.set(cells.subarray(row * stride, (row + 1) * stride), row * 2 * stride)
  }
  return wider
}

function truthHolds<L extends Label>(truth: ArrayLike<L>, named: LabelIndex<L>): boolean {
  for (let row = 0; row < truth.length; row++) if (named.find(truth[row]!) >= 0) return true
  return false
}

function refuseClasses(): never {
  return refuse({
    what: `There are more than ${mostClasses} distinct labels.`,
    where: 'truth',
    fix: 'Check that truth and predicted hold classes, not free values; accuracy and f1 have no such limit.',
  })
}

function normalizeInPlace(counts: number[][], by: 'truth' | 'predicted' | 'all'): void {
  const columnSums = counts.map((_, column) => counts.reduce((sum, line) => sum + line[column]!, 0))
  const total = columnSums.reduce((sum, value) => sum + value, 0)
  for (const line of counts) {
    const rowSum = line.reduce((sum, value) => sum + value, 0)
    for (let column = 0; column < line.length; column++) {
      const divisor = { truth: rowSum, predicted: columnSums[column]!, all: total }[by]
      line[column] = divisor === 0 ? 0 : line[column]! / divisor
    }
  }
}
