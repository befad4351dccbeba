import type { KernelSession } from '../kernel-session'
import type { Products } from './products'

/** Items of a block that is left out as a whole where none of them can be among the best. */
export const BLOCK = 512

/** Items in the order in which they are scored: those of the longest factors first, so that the rest is soon hopeless. */
export interface OrderedItems {
  /** Factors, and the bias if there is one: width numbers an item. */
  readonly width: number
  /** items × width, in the session's memory, by item. */
  readonly rows: Float32Array
  /** Which item stands at each place. */
  readonly order: Int32Array
  /** The greatest length of the rows of each block of places. */
  readonly bounds: Float32Array
}

/** Orders the candidates; of equally long ones the order stays. */
export async function orderedItems(
  session: KernelSession,
  { depth, itemFactors, biases }: Products,
  candidates: Int32Array,
): Promise<OrderedItems> {
  const width = depth + (biases ? 1 : 0)
  const rows = session.memory.floats((itemFactors.length / depth) * width)
  for (let item = 0; item * depth < itemFactors.length; item++) {
    rows.set(itemFactors.subarray(item * depth, (item + 1) * depth), item * width)
    if (biases) rows[item * width + depth] = biases[item]!
  }
  await session.breathe()
  const lengths = lengthsOf(rows, width, width)
  const order = candidates.slice().sort((a, b) => lengths[b]! - lengths[a]!)
  return { width, rows, order, bounds: boundsOf(rows, width, width, order) }
}

/** The length of the first `depth` numbers of each row. */
export function lengthsOf(rows: Float32Array, width: number, depth: number): Float64Array {
  const lengths = new Float64Array(rows.length / width)
  for (let row = 0; row < lengths.length; row++) {
    let sum = 0
    for (let d = 0; d < depth; d++) sum += rows[row * width + d]! ** 2
    lengths[row] = Math.sqrt(sum)
  }
  return lengths
}

/** The greatest length of each block of items. */
export function boundsOf(
  rows: Float32Array,
  width: number,
  depth: number,
  items: ArrayLike<number>,
): Float32Array {
  const lengths = lengthsOf(rows, width, depth)
  const bounds = new Float32Array(Math.ceil(items.length / BLOCK))
  for (let at = 0; at < items.length; at++) {
    const block = Math.floor(at / BLOCK)
    bounds[block] = Math.max(bounds[block]!, lengths[items[at]!]!)
  }
  return bounds
}
