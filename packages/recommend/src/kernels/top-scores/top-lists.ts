import type { CompressedRows } from '../../sparse'
import type { KernelSession } from '../kernel-session'
import { type DenseProducts, denseScorer } from './dense-scorer'
import { orderedItems } from './ordered-items'
import { panelScorer } from './panel-scorer'
import type { Products } from './products'

/** Users whose lists are in memory at a time. */
const CHUNK = 8192

/** Lists of some users: `k` items each, best first, −1 where there are fewer. */
export interface TopLists {
  readonly users: Int32Array
  readonly items: Int32Array
  readonly scores: Float32Array
}

export interface TopOptions {
  readonly k: number
  readonly users: Int32Array
  /** The items that may be in a list. */
  readonly candidates: Int32Array
  /** users × items: what must not be in a user's list. */
  readonly barred?: Pick<CompressedRows, 'offsets' | 'indices'>
  /** Who multiplies; by default the kernels. */
  readonly dense?: DenseProducts
}

/**
 * The best items of many users by exact search, some thousand users at a time, so that memory is bounded. Of equal
 * scores the item that comes first among the candidates is better, if its factors are as long. The arrays given out are
 * good until the next step.
 */
export async function* topLists(
  session: KernelSession,
  products: Products,
  { k, users, candidates, barred, dense }: TopOptions,
): AsyncGenerator<TopLists> {
  const { memory } = session
  const { depth, userFactors, itemFactors, biases } = products
  const size = Math.min(CHUNK, users.length)
  const ordered = await orderedItems(session, products, candidates)
  const { width, order } = ordered
  const x = memory.floats(size * width)
  const [places, scores] = [memory.ints(size * k), memory.floats(size * k)]
  const placeOf = new Int32Array(itemFactors.length / depth).fill(-1)
  order.forEach((item, at) => {
    placeOf[item] = at
  })
  const offsets = memory.ints(size + 1)
  let own = memory.ints(0)
  const scorer = dense
    ? denseScorer(session, dense, ordered, size)
    : await panelScorer(session, ordered, size)
  try {
    for (let from = 0; from < users.length; from += size) {
      const chunk = users.subarray(from, from + size)
      chunk.forEach((user, at) => {
        x.set(userFactors.subarray(user * depth, (user + 1) * depth), at * width)
        if (biases) x[at * width + depth] = 1
      })
      const out = barred ? barredPlaces(barred, chunk, placeOf, offsets) : []
      if (out.length > own.length) own = memory.ints(2 * out.length)
      own.set(out)
      await scorer.score({ count: chunk.length, x, offsets, barred: own, k, places, scores })
      const length = chunk.length * k
      for (let at = 0; at < length; at++) if (places[at]! >= 0) places[at] = order[places[at]!]!
      yield { users: chunk, items: places.subarray(0, length), scores: scores.subarray(0, length) }
    }
  } finally {
    scorer.close()
  }
}

/** Where the items that are barred for some users stand among the candidates; fills in where each user's begin. */
function barredPlaces(
  { offsets, indices }: Pick<CompressedRows, 'offsets' | 'indices'>,
  users: Int32Array,
  placeOf: Int32Array,
  begins: Int32Array,
): Int32Array {
  let length = 0
  for (const user of users) length += offsets[user + 1]! - offsets[user]!
  const places = new Int32Array(length)
  let count = 0
  users.forEach((user, at) => {
    for (let entry = offsets[user]!; entry < offsets[user + 1]!; entry++) {
      const place = placeOf[indices[entry]!]!
      if (place >= 0) places[count++] = place
    }
    begins[at + 1] = count
  })
  return places.subarray(0, count)
}
