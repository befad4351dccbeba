import type { Id } from '../interactions/id-table'
import type { FilterOptions } from './list-options'

/** Which items a list may hold: everything is filtered before the cut. */
export class Eligible<Item extends Id> {
  readonly #only: ReadonlySet<Item> | undefined
  readonly #excluded: ReadonlySet<Item>
  readonly #seen: ReadonlySet<Item>
  readonly #where: ((item: Item) => boolean) | undefined

  constructor({ only, exclude, where }: FilterOptions<Item>, seen: Iterable<Item>) {
    this.#only = only && new Set(only)
    this.#excluded = new Set(exclude)
    this.#seen = new Set(seen)
    this.#where = where
  }

  /** The items of `only`, where it was given. */
  get only(): ReadonlySet<Item> | undefined {
    return this.#only
  }

  has(item: Item): boolean {
    return this.#barrier(item) === undefined
  }

  /** Counts, for a message, what keeps items out. */
  account(items: Iterable<Item>): string {
    const counts = new Map<string, number>()
    let total = 0
    let left = 0
    for (const item of items) {
      total++
      const barrier = this.#barrier(item)
      if (barrier === undefined) left++
      else counts.set(barrier, (counts.get(barrier) ?? 0) + 1)
    }
    const barred = [...counts].map(([barrier, count]) => `${count} by ${barrier}`)
    return `of ${total} items ${left} may be recommended${barred.length > 0 ? `; kept out: ${barred.join(', ')}` : ''}`
  }

  #barrier(item: Item): string | undefined {
    if (this.#only && !this.#only.has(item)) return 'only'
    if (this.#excluded.has(item)) return 'exclude'
    if (this.#seen.has(item)) return 'seen'
    return this.#where && !this.#where(item) ? 'where' : undefined
  }
}
