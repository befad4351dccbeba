import { refuse, shown } from '../input/refuse'

/** How users and items are named by the caller. `'007'` is not `7`. */
export type Id = string | number

/** Ids of this many characters and more are taken for a mistake: a whole document in the wrong column, say. */
export const LONGEST_ID = 4096

/** Each id once, numbered in the order of first appearance. The numbers never leave the package. */
export class IdTable<I extends Id> {
  readonly ids: readonly I[]
  #numbers: Map<I, number> | undefined

  /** @param ids each once. */
  constructor(ids: readonly I[], numbers?: Map<I, number>) {
    this.ids = ids
    this.#numbers = numbers
  }

  get size(): number {
    return this.ids.length
  }

  /** The number of an id, −1 where the table does not hold it. */
  numberOf(id: I): number {
    this.#numbers ??= new Map(this.ids.map((own, number) => [own, number]))
    return this.#numbers.get(id) ?? -1
  }

  idOf(number: number): I {
    return this.ids[number]!
  }

  /** A table of other ids of the same kind. */
  renewed(ids: readonly I[]): IdTable<I> {
    return new IdTable(ids)
  }
}

/** Numbers ids as they come. */
export class IdCollector<I extends Id> {
  readonly #numbers = new Map<I, number>()
  readonly #ids: I[] = []

  /** Goes on from what `table` holds. */
  static from<I extends Id>(table: IdTable<I>): IdCollector<I> {
    return IdCollector.over(table.ids)
  }

  /** Goes on from ids, each given once. */
  static over<I extends Id>(ids: Iterable<I>): IdCollector<I> {
    const collector = new IdCollector<I>()
    for (const id of ids) collector.add(id)
    return collector
  }

  get size(): number {
    return this.#ids.length
  }

  add(id: I): number {
    const known = this.#numbers.get(id)
    if (known !== undefined) return known
    this.#numbers.set(id, this.#ids.length)
    return this.#ids.push(id) - 1
  }

  idOf(number: number): I {
    return this.#ids[number]!
  }

  table(): IdTable<I> {
    return new IdTable(this.#ids, this.#numbers)
  }
}

/** Tells an id from a mistake; which of the two kinds it is, the type of the rows vouches for. */
export function isId<I extends Id>(value: unknown): value is I {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'string' && value.length > 0 && value.length < LONGEST_ID
}

/** The refusal of what is no id. */
export function refuseId(value: unknown, column: string, row: number): never {
  const long = typeof value === 'string' && value.length >= LONGEST_ID
  return refuse('invalid-data', {
    what: long
      ? `The ${column} has ${value.length} characters.`
      : `The ${column} is ${shown(value)}, which is no id.`,
    where: `row ${row}, ${column}`,
    fix: long
      ? `Ids have fewer than ${LONGEST_ID} characters; check that the right column is named.`
      : typeof value === 'bigint'
        ? 'Convert a BigInt with Number(…) or String(…) first.'
        : 'An id is a non-empty string or a finite number; leave out rows without one.',
    row,
  })
}
