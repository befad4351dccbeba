import { refuse } from '../../input/refuse'
import { atOnce, type Slices, stretches } from '../../sparse'
import { IdCollector } from '../id-table'
import type { ContextName } from './context-option'

/** What surrounded each event, column by column. */
export type ContextColumn = CategoricalColumn | NumericColumn

export interface CategoricalColumn {
  readonly kind: 'categorical'
  readonly name: string
  /** The number of each event's category; −1 where it is unknown. */
  readonly codes: Int32Array
  readonly categories: readonly string[]
}

export interface NumericColumn {
  readonly kind: 'numeric'
  readonly name: string
  /** NaN where unknown. */
  readonly values: Float64Array
}

/** What surrounded one event, as far as it is known. */
export type EventContext = Readonly<Record<string, string | number>>

export function contextAt(columns: readonly ContextColumn[], row: number): EventContext {
  const known: (readonly [string, string | number])[] = []
  for (const column of columns) {
    if (column.kind === 'numeric') {
      if (!Number.isNaN(column.values[row]!)) known.push([column.name, column.values[row]!])
    } else if (column.codes[row]! >= 0) known.push([column.name, column.categories[column.codes[row]!]!])
  }
  return Object.fromEntries(known)
}

/** The columns of some events, in the order given; categories that no event has any more are gone. */
export const selectContext = (columns: readonly ContextColumn[], rows: Int32Array): ContextColumn[] =>
  atOnce(contextSlices(columns, rows))

export function* contextSlices(columns: readonly ContextColumn[], rows: Int32Array): Slices<ContextColumn[]> {
  const selected: ContextColumn[] = []
  for (const column of columns) {
    selected.push(
      yield* column.kind === 'numeric' ? amountSlices(column, rows) : categorySlices(column, rows),
    )
  }
  return selected
}

function* amountSlices(column: NumericColumn, rows: Int32Array): Slices<NumericColumn> {
  const values = new Float64Array(rows.length)
  for (const [from, to] of stretches(rows.length)) {
    for (let at = from; at < to; at++) values[at] = column.values[rows[at]!]!
    yield
  }
  return { ...column, values }
}

function* categorySlices(column: CategoricalColumn, rows: Int32Array): Slices<CategoricalColumn> {
  const codes = new Int32Array(rows.length)
  const categories: string[] = []
  const renumbered = new Int32Array(column.categories.length).fill(-1)
  for (const [from, to] of stretches(rows.length)) {
    for (let at = from; at < to; at++) {
      const code = column.codes[rows[at]!]!
      if (code >= 0 && renumbered[code] === -1) {
        renumbered[code] = categories.push(column.categories[code]!) - 1
      }
      codes[at] = code < 0 ? -1 : renumbered[code]!
    }
    yield
  }
  return { ...column, codes, categories }
}

/** The columns of the events `from` … `to − 1`, in the same memory. */
export function sliceContext(columns: readonly ContextColumn[], from: number, to: number): ContextColumn[] {
  return columns.map((column) =>
    column.kind === 'numeric'
      ? { ...column, values: column.values.subarray(from, to) }
      : { ...column, codes: column.codes.subarray(from, to) },
  )
}

/**
 * The columns of some events and then those of others, under the names of the first.
 *
 * @throws GraftError `invalid-data` where the others lack a column, or hold it as another kind.
 */
export function joinContext(
  first: readonly ContextColumn[],
  second: readonly ContextColumn[],
  where: string,
): ContextColumn[] {
  return first.map((column) => {
    const other = second.find(({ name }) => name === column.name)
    if (column.kind === 'numeric') {
      if (other?.kind !== 'numeric') return refuseOther(column, other, where)
      const values = new Float64Array(column.values.length + other.values.length)
      values.set(column.values)
      values.set(other.values, column.values.length)
      return { ...column, values }
    }
    if (other?.kind !== 'categorical') return refuseOther(column, other, where)
    const categories = IdCollector.over(column.categories)
    const renumbered = other.categories.map((category) => categories.add(category))
    const codes = new Int32Array(column.codes.length + other.codes.length)
    codes.set(column.codes)
    codes.set(
      other.codes.map((code) => (code < 0 ? -1 : renumbered[code]!)),
      column.codes.length,
    )
    return { ...column, codes, categories: categories.table().ids }
  })
}

function refuseOther({ name, kind }: ContextName, other: ContextName | undefined, where: string): never {
  return refuse('invalid-data', {
    what: `One log has the context ${JSON.stringify(name)} as ${kind}, the other ${other ? `as ${other.kind}` : 'has none'}.`,
    where,
    fix: `Read both with the same columns, context: { ${JSON.stringify(name)}: '${kind}' }, and null where it is unknown.`,
  })
}
