import { asRows, type Column } from './column'
import { compareLabels, type Label, LabelIndex } from './label-index'
import { refuse, shown } from './refuse'

/** The labels that a caller names: each once, at least `minimum` of them. */
export function asLabels<L extends Label>(labels: Column<L>, minimum = 1): LabelIndex<L> {
  const index = new LabelIndex<L>()
  const values = asRows(labels, 'labels')
  for (let at = 0; at < values.length; at++) {
    if (index.add(values[at]!, 'labels', at) !== at) {
      refuse({
        what: `labels[${at}] repeats ${shown(values[at])}.`,
        where: `labels[${at}]`,
        fix: 'Name every label once.',
      })
    }
  }
  if (index.labels.length < minimum) {
    refuse({
      what: `labels names ${index.labels.length} classes.`,
      where: 'labels',
      fix: `Name at least ${minimum}.`,
    })
  }
  return index
}

/** The distinct values of a column, sorted. */
export function distinctLabels<L extends Label>(column: ArrayLike<L>, name: string): L[] {
  const index = new LabelIndex<L>()
  for (let row = 0; row < column.length; row++) index.add(column[row]!, name, row)
  return index.labels.sort(compareLabels)
}

/** The labels that a caller names, or else those of a column, sorted; at least `minimum` of them. */
export function asLabelsOf<L extends Label>(
  labels: Column<L> | undefined,
  column: ArrayLike<L>,
  name: string,
  minimum = 1,
): LabelIndex<L> {
  return asLabels(labels === undefined ? distinctLabels(column, name) : labels, minimum)
}

/** The position of each row's label in `labels`; a label that is not among them is refused. */
export function codesOf<L extends Label>(
  column: ArrayLike<L>,
  index: LabelIndex<L>,
  name: string,
): Int32Array {
  const codes = new Int32Array(column.length)
  for (let row = 0; row < column.length; row++) {
    const code = index.find(column[row]!)
    if (code < 0) {
      refuse({
        what: `${name}[${row}] is ${shown(column[row])}, which is not among the labels.`,
        where: `${name}[${row}]`,
        fix: `Add it to labels, or correct the row; labels are ${listed(index.labels)}.`,
        row,
      })
    }
    codes[row] = code
  }
  return codes
}

/**
 * Which of the labels counts as positive. As in scikit-learn, 1 is positive among 0/1 and -1/1, true among
 * booleans; any other pair of labels needs the caller's word.
 */
export function resolvePositive<L extends Label>(present: readonly L[], positive: L | undefined): Label {
  if (positive !== undefined) return positive
  if (typeof present[0] === 'boolean') return true
  const onlyZeroOne = present.every((label) => label === 0 || label === 1)
  const onlySigns = present.every((label) => label === -1 || label === 1)
  if (onlyZeroOne || onlySigns) return 1
  return refuse({
    what: `Nothing says which of ${listed(present)} is the positive class.`,
    where: 'positive',
    fix: `Pass positive, for example { positive: ${shown(present.at(-1))} }.`,
    code: 'invalid-option',
  })
}

export function listed(labels: readonly Label[]): string {
  const first = labels.slice(0, 5).map(shown).join(', ')
  return labels.length > 5 ? `${first} and ${labels.length - 5} more` : first
}
