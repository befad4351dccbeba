/** A Map that doubles rehashes all its entries at once; many small ones never hold the thread for long. */
const shardCount = 128

/** Numbers terms in the order in which they are added. */
export class TermIndex {
  #shards = Array.from({ length: shardCount }, () => new Map<string, number>())
  #size = 0

  get size(): number {
    return this.#size
  }

  get(term: string): number | undefined {
    return this.#shardOf(term).get(term)
  }

  /** The number of the term, a new one where it has none yet. */
  add(term: string): number {
    const shard = this.#shardOf(term)
    const known = shard.get(term)
    if (known !== undefined) return known
    shard.set(term, this.#size)
    return this.#size++
  }

  /** Every term and its number, in no particular order. */
  *entries(): IterableIterator<[string, number]> {
    for (const shard of this.#shards) yield* shard
  }

  #shardOf(term: string): Map<string, number> {
    const last = term.length - 1
    const mixed = Math.imul(term.charCodeAt(last), 31) + Math.imul(term.charCodeAt(last >> 1), 7) + last
    return this.#shards[(mixed + term.charCodeAt(0) * 3) & (shardCount - 1)]!
  }
}
