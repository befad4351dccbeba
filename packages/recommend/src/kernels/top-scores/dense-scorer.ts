import type { KernelSession } from '../kernel-session'
import { BLOCK, lengthsOf, type OrderedItems } from './ordered-items'
import type { Scorer } from './scorer'

/** Multiplies matrices, faster than the kernels. */
export interface DenseProducts {
  /** Keeps a matrix, depth × columns, to multiply with. */
  hold(matrix: Float32Array, depth: number): HeldMatrix
}

export interface HeldMatrix {
  /** The products of rows, each as long as the matrix is deep: rows × columns numbers, put into `into`. */
  multiply(rows: Float32Array, into: Float32Array): Promise<void>
  release(): void
}

/** Items and users whose products are in memory at a time: 16 MiB, which stay in a third-level cache. */
const ITEMS = 8 * BLOCK
const USERS = 1024

/** What rounding may add to a product beyond the product of the lengths. */
const SLACK = 1.0001

/**
 * Scores crowds of up to `size` users by someone else's products; the kernels pick the best. Items come block by block,
 * and a user for whom no later item can be among the best is left out of the rest.
 */
export function denseScorer(
  session: KernelSession,
  dense: DenseProducts,
  { width, rows, order, bounds }: OrderedItems,
  size: number,
): Scorer {
  const { memory } = session
  const blocks = Array.from({ length: Math.ceil(order.length / ITEMS) }, (_, at) => {
    const items = order.subarray(at * ITEMS, (at + 1) * ITEMS)
    const matrix = dense.hold(columnsOf(rows, width, items), width)
    return { from: at * ITEMS, length: items.length, bound: bounds[(at * ITEMS) / BLOCK]!, matrix }
  })
  const together = Math.min(USERS, size)
  const products = memory.floats(together * Math.min(ITEMS, order.length))
  const users = memory.ints(together)
  const sizes = memory.ints(size)
  return {
    async score({ count, x, offsets, barred, k, places, scores }) {
      const lengths = lengthsOf(x.subarray(0, count * width), width, width)
      let hopeful = Int32Array.from({ length: count }, (_, user) => user)
      sizes.fill(0)
      for (const { from, length, bound, matrix } of blocks) {
        const isHopeful = (user: number) =>
          sizes[user]! < k || lengths[user]! * bound * SLACK > scores[user * k]!
        hopeful = hopeful.filter(isHopeful)
        for (let at = 0; at < hopeful.length; at += together) {
          const some = hopeful.subarray(at, at + together)
          users.set(some)
          await matrix.multiply(rowsOf(x, width, some), products)
          const work = { tasks: some.length, take: 32, cost: 2 * some.length * length }
          const lists = [offsets, barred, k, sizes, places, scores] as const
          await session.run('takeProducts', work, users, products, length, from, ...lists)
        }
      }
      await session.run(
        'sortLists',
        { tasks: count, take: 256, cost: 8 * count * k },
        sizes,
        k,
        places,
        scores,
      )
    },
    close() {
      for (const { matrix } of blocks) matrix.release()
    },
  }
}

/** Some rows side by side as columns: width × items. */
function columnsOf(rows: Float32Array, width: number, items: Int32Array): Float32Array {
  const columns = new Float32Array(width * items.length)
  for (const [at, item] of items.entries()) {
    for (let d = 0; d < width; d++) columns[d * items.length + at] = rows[item * width + d]!
  }
  return columns
}

function rowsOf(x: Float32Array, width: number, users: Int32Array): Float32Array {
  const rows = new Float32Array(users.length * width)
  for (const [at, user] of users.entries()) rows.set(x.subarray(user * width, (user + 1) * width), at * width)
  return rows
}
