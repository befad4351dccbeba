import { asRows, asWeights, type Column, checkNotEmpty, type Numbers } from '../input/column'
import { compareLabels, type Label, LabelIndex } from '../input/label-index'
import { asLabels, listed } from '../input/labels'
import { refuse, refuseValue, shown } from '../input/refuse'

/** The labels of every row, in any order, each once: arrays or sets; a row without labels is an empty one. */
export type LabelSets<L extends Label> = Column<Iterable<L>>

export interface MultilabelOptions<L extends Label> {
  /** Every label there is; by default those that occur. Labels that never occur count in some averages. */
  readonly labels?: Column<L>
  readonly weights?: Numbers
}

/** Truth and predictions as codes of labels; the codes of row r are `codes[starts[r]] … codes[starts[r + 1] − 1]`. */
export interface LabelSetPair<L extends Label> {
  readonly labels: readonly L[]
  readonly rows: number
  readonly truth: CodeRows
  readonly predicted: CodeRows
  readonly weights: ArrayLike<number> | undefined
}

export interface CodeRows {
  readonly codes: Int32Array
  readonly starts: Int32Array
}

export function readLabelSets<L extends Label>(
  truth: LabelSets<L>,
  predicted: LabelSets<L>,
  { labels, weights }: MultilabelOptions<L>,
): LabelSetPair<L> {
  const truthRows = asRows(truth, 'truth')
  const predictedRows = asRows(predicted, 'predicted')
  checkNotEmpty(truthRows, 'truth')
  if (truthRows.length !== predictedRows.length) {
    refuse({
      what: `truth has ${truthRows.length} rows and predicted has ${predictedRows.length}.`,
      where: 'predicted',
      fix: 'Pass the labels of every row in both, in the same order.',
    })
  }
  const index = labels === undefined ? sortedIndex(truthRows, predictedRows) : asLabels(labels)
  return {
    labels: index.labels,
    rows: truthRows.length,
    truth: codeRows(truthRows, index, 'truth'),
    predicted: codeRows(predictedRows, index, 'predicted'),
    weights: asWeights(weights, truthRows.length),
  }
}

function sortedIndex<L extends Label>(...columns: ArrayLike<Iterable<L>>[]): LabelIndex<L> {
  const found = new LabelIndex<L>()
  columns.forEach((column, at) => {
    const name = at === 0 ? 'truth' : 'predicted'
    for (let row = 0; row < column.length; row++) {
      for (const label of labelsOfRow(column, row, name)) found.add(label, name, row)
    }
  })
  return asLabels(found.labels.toSorted(compareLabels), 0)
}

export function codeRows<L extends Label>(
  column: ArrayLike<Iterable<L>>,
  index: LabelIndex<L>,
  name: string,
): CodeRows {
  const codes: number[] = []
  const starts = new Int32Array(column.length + 1)
  const seenIn = new Int32Array(index.labels.length).fill(-1)
  for (let row = 0; row < column.length; row++) {
    for (const label of labelsOfRow(column, row, name)) {
      const code = index.find(label)
      if (code < 0) {
        refuse({
          what: `${name}[${row}] has ${shown(label)}, which is not among the labels.`,
          where: `${name}[${row}]`,
          fix: `Add it to labels, or correct the row; labels are ${listed(index.labels)}.`,
          row,
        })
      }
      if (seenIn[code] === row) {
        refuse({
          what: `${name}[${row}] has ${shown(label)} twice.`,
          where: `${name}[${row}]`,
          fix: 'Name each label of a row once.',
          row,
        })
      }
      seenIn[code] = row
      codes.push(code)
    }
    starts[row + 1] = codes.length
  }
  return { codes: Int32Array.from(codes), starts }
}

function labelsOfRow<L extends Label>(
  column: ArrayLike<Iterable<L>>,
  row: number,
  name: string,
): Iterable<L> {
  const labels = column[row]
  if (typeof labels === 'object' && labels !== null && Symbol.iterator in labels) return labels
  return refuseValue(
    labels,
    `${name}[${row}]`,
    'a list of labels',
    'Pass the labels of every row as an array or a set, also where there is one or none.',
    row,
  )
}
