import { asRows, type Column } from '../input/column'
import { compareLabels, type Label, LabelIndex } from '../input/label-index'
import { refuse } from '../input/refuse'

/** Which group every row belongs to, groups counted in sorted order. */
export interface Grouping {
  readonly groupOf: Int32Array
  /** How many rows each group has. */
  readonly sizes: Int32Array
}

export function groupingOf<G extends Label>(groups: Column<G>, rows: number, name = 'groups'): Grouping {
  const values = asRows(groups, name)
  if (values.length !== rows) {
    refuse({
      what: `${name} has ${values.length} values for ${rows} rows.`,
      where: name,
      fix: 'Pass one value per row.',
    })
  }
  const index = new LabelIndex<G>()
  const found = new Int32Array(rows)
  for (let row = 0; row < rows; row++) found[row] = index.add(values[row]!, name, row)
  const order = index.labels.map((_, code) => code)
  order.sort((a, b) => compareLabels(index.labels[a]!, index.labels[b]!))
  const rank = new Int32Array(order.length)
  order.forEach((code, at) => {
    rank[code] = at
  })
  const sizes = new Int32Array(order.length)
  const groupOf = found.map((code) => rank[code]!)
  for (const group of groupOf) sizes[group] = sizes[group]! + 1
  return { groupOf, sizes }
}

/** How many rows of each class every group has: `counts[group][class]`. */
export function classCountsPerGroup(groups: Grouping, classes: Grouping): Float64Array[] {
  const counts = Array.from(groups.sizes, () => new Float64Array(classes.sizes.length))
  groups.groupOf.forEach((group, row) => {
    const own = counts[group]!
    const code = classes.groupOf[row]!
    own[code] = own[code]! + 1
  })
  return counts
}
