import type { ContextColumn, NumericColumn } from '../../interactions/context/context-columns'
import type { ContextName } from '../../interactions/context/context-option'
import { type ContextOfOne, readAmount, readCategory } from '../../interactions/context/context-value'
import { type Slices, stretches } from '../../sparse'

/** What a column of the context is to a model: a feature per category, or one, in deviations from the mean. */
export type EncodedColumn =
  | { readonly kind: 'categorical'; readonly name: string; readonly categories: readonly string[] }
  | {
      readonly kind: 'numeric'
      readonly name: string
      readonly mean: number
      /** The standard deviation; 0 where all amounts are the same, which says nothing. */
      readonly deviation: number
    }

/** How much a context has of a feature. A column gives one at most, and none where it is unknown. */
export interface ContextPart {
  readonly column: number
  readonly feature: number
  readonly amount: number
}

/** Deviations beyond which an amount counts no more, so that one wrong price does not outweigh all others. */
const FARTHEST = 3

/** How contexts become features of a model. Categories that training did not have become none. */
export class ContextEncoding {
  readonly features: number
  readonly #firsts: readonly number[]
  readonly #codes: readonly ReadonlyMap<string, number>[]

  constructor(readonly columns: readonly EncodedColumn[]) {
    let features = 0
    this.#firsts = columns.map((column) => {
      const first = features
      features += column.kind === 'numeric' ? 1 : column.categories.length
      return first
    })
    this.features = features
    this.#codes = columns.map(
      (column) =>
        new Map(column.kind === 'numeric' ? [] : column.categories.map((category, code) => [category, code])),
    )
  }

  /** Learns the categories and amounts that there are. */
  static *of(columns: readonly ContextColumn[]): Slices<ContextEncoding> {
    const encoded: EncodedColumn[] = []
    for (const column of columns) {
      const { name } = column
      if (column.kind === 'numeric') encoded.push({ kind: 'numeric', name, ...(yield* spreadOf(column)) })
      else encoded.push({ kind: 'categorical', name, categories: column.categories })
    }
    return new ContextEncoding(encoded)
  }

  get names(): readonly ContextName[] {
    return this.columns
  }

  /** The first feature of a column. */
  firstOf(column: number): number {
    return this.#firsts[column]!
  }

  /** The features of a context; columns that are not learnt from are left out. */
  partsOf(context: ContextOfOne): ContextPart[] {
    return this.columns.flatMap((column, at) => {
      const value = Object.hasOwn(context, column.name) ? context[column.name] : undefined
      if (column.kind === 'numeric') return this.#amount(at, readAmount(value, column.name))
      const category = readCategory(value, column.name)
      return category === undefined ? [] : this.#category(at, category)
    })
  }

  /** The features of an event of a log or a history. */
  reader(columns: readonly ContextColumn[]): (row: number) => ContextPart[] {
    const readers = this.columns.map(({ name }, at) => {
      const column = columns.find((own) => own.name === name && own.kind === this.columns[at]!.kind)
      if (!column) return () => []
      if (column.kind === 'numeric') return (row: number) => this.#amount(at, column.values[row]!)
      const known = column.categories.map((category) => this.#category(at, category))
      return (row: number) => known[column.codes[row]!] ?? []
    })
    return (row) => readers.flatMap((read) => read(row))
  }

  #category(column: number, category: string): ContextPart[] {
    const code = this.#codes[column]!.get(category)
    return code === undefined ? [] : [{ column, feature: this.#firsts[column]! + code, amount: 1 }]
  }

  #amount(column: number, value: number): ContextPart[] {
    const encoded = this.columns[column]!
    if (encoded.kind !== 'numeric' || Number.isNaN(value) || encoded.deviation === 0) return []
    const amount = Math.max(-FARTHEST, Math.min(FARTHEST, (value - encoded.mean) / encoded.deviation))
    return [{ column, feature: this.#firsts[column]!, amount: Math.fround(amount) }]
  }
}

function* spreadOf({ values }: NumericColumn): Slices<{ mean: number; deviation: number }> {
  let [count, sum, squares] = [0, 0, 0]
  for (const [from, to] of stretches(values.length)) {
    for (let row = from; row < to; row++) {
      if (Number.isNaN(values[row])) continue
      count++
      sum += values[row]!
    }
    yield
  }
  const mean = count > 0 ? sum / count : 0
  for (const [from, to] of stretches(values.length)) {
    for (let row = from; row < to; row++) {
      if (!Number.isNaN(values[row])) squares += (values[row]! - mean) ** 2
    }
    yield
  }
  return { mean, deviation: count > 0 ? Math.sqrt(squares / count) : 0 }
}
