import { asRows, type Column } from '../input/column'
import { type Label, LabelIndex } from '../input/label-index'
import { refuse } from '../input/refuse'

/** The rows of every class, classes in the order of first appearance. */
export interface Stratum<L extends Label> {
  readonly label: L
  readonly rows: Int32Array
}

export function strataOf<L extends Label>(labels: Column<L>, rows: number): Stratum<L>[] {
  const values = asRows(labels, 'stratify')
  if (values.length !== rows) {
    refuse({
      what: `stratify has ${values.length} labels for ${rows} rows.`,
      where: 'stratify',
      fix: 'Pass one label per row.',
    })
  }
  const index = new LabelIndex<L>()
  const members: number[][] = []
  for (let row = 0; row < rows; row++) {
    const code = index.add(values[row]!, 'stratify', row)
    if (code === members.length) members.push([])
    members[code]!.push(row)
  }
  return index.labels.map((label, code) => ({ label, rows: Int32Array.from(members[code]!) }))
}
