import { refuse } from '../input/refuse'
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

  /**
   * Counts, for a message, what keeps items out of a list.
   *
   * @param listed what is in it.
   * @param overLimit what rules had no more room for.
   */
  account(items: Iterable<Item>, listed: ReadonlySet<Item>, overLimit: ReadonlySet<Item>): string {
    const barred = new Map<string, number>()
    let [total, left, unscored] = [0, 0, 0]
    for (const item of items) {
      total++
      const barrier = this.#barrier(item)
      if (barrier !== undefined) barred.set(barrier, (barred.get(barrier) ?? 0) + 1)
      else {
        left++
        if (!listed.has(item) && !overLimit.has(item)) unscored++
      }
    }
    return [
      `of ${total} items ${left} may be recommended`,
      ...(barred.size > 0
        ? [`kept out: ${Array.from(barred, ([barrier, count]) => `${count} by ${barrier}`).join(', ')}`]
        : []),
      ...(overLimit.size > 0 ? [`${overLimit.size} would be too many of their group`] : []),
      ...(unscored > 0 ? [`of ${unscored} neither the model nor a fallback has anything to say`] : []),
    ].join('; ')
  }

  #barrier(item: Item): string | undefined {
    if (this.#only && !this.#only.has(item)) return 'only'
    if (this.#excluded.has(item)) return 'exclude'
    if (this.#seen.has(item)) return 'seen'
    return this.#where && !answered(this.#where(item)) ? 'where' : undefined
  }
}

/** A promise would let everything through. */
function answered(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || !('then' in answer)) return Boolean(answer)
  return refuse('invalid-option', {
    what: 'where gives a promise.',
    where: 'where',
    fix: 'Look up first what it has to know, then let it answer true or false at once.',
  })
}
