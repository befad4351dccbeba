import { refuse, shown } from '../../input/refuse'
import { GrowingFloats, GrowingInts } from '../growing'
import { IdCollector } from '../id-table'
import type { ContextColumn } from './context-columns'
import type { ContextName } from './context-option'
import { readAmount, readCategory } from './context-value'

/** Collects the context of checked events in columns. A row is read value by value, and taken as a whole. */
export class ContextCollector {
  readonly #columns
  /** Whether any row has the column. */
  readonly #found: Uint8Array
  readonly #row: Float64Array

  constructor(readonly names: readonly ContextName[]) {
    this.#columns = names.map(({ name, kind }) =>
      kind === 'numeric'
        ? { kind, name, values: new GrowingFloats() }
        : { kind, name, codes: new GrowingInts(), categories: new IdCollector<string>() },
    )
    this.#found = new Uint8Array(names.length)
    this.#row = new Float64Array(names.length)
  }

  /** Reads the value of a column; `undefined`, `null` and an empty text are unknown. */
  read(at: number, value: unknown, row: number): void {
    const { name, kind } = this.names[at]!
    if (value !== undefined) this.#found[at] = 1
    this.#row[at] =
      kind === 'numeric' ? readAmount(value, name, row) : this.code(at, readCategory(value, name, row))
  }

  /** Puts what was read otherwise: a number, or what `code` gave. */
  put(at: number, value: number): void {
    this.#found[at] = 1
    this.#row[at] = value
  }

  /** The number of a category; −1 for one that is unknown. */
  code(at: number, category: string | undefined): number {
    const column = this.#columns[at]!
    return category === undefined || column.kind === 'numeric' ? -1 : column.categories.add(category)
  }

  /** Takes the row that was read. */
  commit(): void {
    this.#columns.forEach((column, at) => {
      if (column.kind === 'numeric') column.values.push(this.#row[at]!)
      else column.codes.push(this.#row[at]!)
    })
  }

  /** @throws GraftError `invalid-option` for a column that no row has. */
  assertFound(): void {
    this.names.forEach(({ name }, at) => {
      if (this.#found[at] === 0) refuseColumn(name)
    })
  }

  columns(): readonly ContextColumn[] {
    return this.#columns.map((column) =>
      column.kind === 'numeric'
        ? { kind: column.kind, name: column.name, values: column.values.taken() }
        : {
            kind: column.kind,
            name: column.name,
            codes: column.codes.taken(),
            categories: column.categories.table().ids,
          },
    )
  }
}

function refuseColumn(name: string): never {
  return refuse('invalid-option', {
    what: `No row has the column ${shown(name)}.`,
    where: `context, ${name}`,
    fix: 'Name a column that is there, or pass null in rows of which it is unknown.',
  })
}
