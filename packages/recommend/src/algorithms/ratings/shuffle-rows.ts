import type { RandomKey } from '@graftjs/base'
import type { KernelRows } from '../../kernels/kernel-rows'

/** Rows that are shuffled before the event loop breathes. */
const SLICE = 256

/**
 * Brings the entries of each row into an order that is drawn, because what is learnt from last counts most.
 *
 * @param contexts numbers beside the entries, which move with them.
 */
export async function shuffleRows(
  { rows, offsets, indices, values }: KernelRows,
  key: RandomKey,
  breathe: () => Promise<void>,
  contexts?: Int32Array,
): Promise<void> {
  for (let row = 0; row < rows; row++) {
    const [from, to] = [offsets[row]!, offsets[row + 1]!]
    const order = key.fold(row).permutation(to - from)
    const [columns, ratings] = [indices.slice(from, to), values.slice(from, to)]
    const around = contexts?.slice(from, to)
    order.forEach((place, at) => {
      indices[from + at] = columns[place]!
      values[from + at] = ratings[place]!
      if (contexts && around) contexts[from + at] = around[place]!
    })
    if (row % SLICE === 0) await breathe()
  }
}
