import type { CompressedRows } from '../sparse'
import type { KernelMemory } from './kernel-memory'

/** What the kernels that draw samples need beside a matrix whose columns ascend in each row. */
export interface PairSampler {
  /** The row of every 64th entry. */
  readonly guides: Int32Array
  /** A byte for each entry, by which most pairs that are no entries are told without a search; set by `markEntries`. */
  readonly marks: Int32Array
  /** The table by which columns are drawn. */
  readonly borders: Int32Array
  readonly aliases: Int32Array
}

/** @param weights how often each column is drawn, relative to the others; not all 0. */
export function layDownSampler(
  memory: KernelMemory,
  { rows, offsets, indices }: Pick<CompressedRows, 'rows' | 'offsets' | 'indices'>,
  weights: Float64Array,
): PairSampler {
  const entries = indices.length
  const guides = memory.ints(Math.ceil(entries / 64))
  for (let row = 0, at = 0; row < rows; row++) {
    for (; at < guides.length && 64 * at < offsets[row + 1]!; at++) guides[at] = row
  }
  const marks = memory.ints(Math.ceil(entries / 4))
  const table = aliasTable(weights)
  const [borders, aliases] = [memory.ints(weights.length), memory.ints(weights.length)]
  borders.set(table.borders)
  aliases.set(table.aliases)
  return { guides, marks, borders, aliases }
}

/**
 * A table from which a place is drawn in constant time (Walker, "An efficient method for generating discrete random
 * variables with general distributions", TOMS 1977): each place keeps what is below its border and gives the rest away.
 */
export function aliasTable(weights: Float64Array): {
  readonly borders: Uint32Array
  readonly aliases: Int32Array
} {
  const size = weights.length
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const shares = weights.map((weight) => (weight * size) / (total || 1))
  const borders = new Uint32Array(size)
  const aliases = new Int32Array(size)
  const small: number[] = []
  const large: number[] = []
  for (const [place, share] of shares.entries()) (share < 1 ? small : large).push(place)
  while (small.length > 0 && large.length > 0) {
    const [low, high] = [small.pop()!, large.at(-1)!]
    borders[low] = Math.floor(shares[low]! * 2 ** 32)
    aliases[low] = high
    shares[high] = shares[high]! + shares[low]! - 1
    if (shares[high]! < 1) small.push(large.pop()!)
  }
  // What is left over has a share of 1 but for rounding; it must not bring back what has no weight.
  const heaviest = weights.indexOf(weights.reduce((most, weight) => Math.max(most, weight), 0))
  for (const place of [...small, ...large]) {
    borders[place] = weights[place]! > 0 ? 2 ** 32 - 1 : 0
    aliases[place] = weights[place]! > 0 ? place : heaviest
  }
  return { borders, aliases }
}
