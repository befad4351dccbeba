import type { CompressedRows } from '../sparse'
import type { KernelSession } from './kernel-session'

/** Items of a panel and of a block, users of a task, and users whose lists are in memory at a time. */
const PANEL = 8
const BLOCK = 512
const TOGETHER = 32
const CHUNK = 8192

/** Scores that are products: of a user's and an item's factors, plus the item's bias, if it has one. */
export interface Products {
  readonly depth: number
  /** users × depth */
  readonly userFactors: Float32Array
  /** items × depth */
  readonly itemFactors: Float32Array
  readonly biases?: Float32Array
}

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
}

/**
 * The best items of many users by exact search, some thousand users at a time, so that memory is bounded. Of equal
 * scores the item that comes first among the candidates is better, if its factors are as long. The arrays given out are
 * good until the next step.
 */
export async function* topLists(
  session: KernelSession,
  { depth, userFactors, itemFactors, biases }: Products,
  { k, users, candidates: unordered, barred }: TopOptions,
): AsyncGenerator<TopLists> {
  const { memory } = session
  const width = depth + (biases ? 1 : 0)
  const { panels, bounds, candidates } = await packed(session, itemFactors, biases, depth, unordered)
  const size = Math.min(CHUNK, users.length)
  const x = memory.floats(size * width)
  const places = memory.ints(size)
  for (let at = 0; at < size; at++) places[at] = at
  const [items, scores] = [memory.ints(size * k), memory.floats(size * k)]
  const placeOf = new Int32Array(itemFactors.length / depth).fill(-1)
  candidates.forEach((item, at) => {
    placeOf[item] = at
  })
  const offsets = memory.ints(size + 1)
  let own = memory.ints(0)
  for (let from = 0; from < users.length; from += size) {
    const chunk = users.subarray(from, from + size)
    chunk.forEach((user, at) => {
      x.set(userFactors.subarray(user * depth, (user + 1) * depth), at * width)
      if (biases) x[at * width + depth] = 1
    })
    const out = barred ? barredPlaces(barred, chunk, placeOf, offsets) : []
    if (out.length > own.length) own = memory.ints(2 * out.length)
    own.set(out)
    const count = candidates.length
    await session.run(
      'topScores',
      {
        tasks: Math.ceil(chunk.length / TOGETHER),
        cost: chunk.length * count * width,
        scratch: 4 * TOGETHER * (width + Math.ceil(count / 32) + 2),
      },
      places,
      chunk.length,
      x,
      width,
      width,
      panels,
      count,
      bounds,
      offsets,
      own,
      k,
      items,
      scores,
    )
    const length = chunk.length * k
    for (let at = 0; at < length; at++) if (items[at]! >= 0) items[at] = candidates[items[at]!]!
    yield { users: chunk, items: items.subarray(0, length), scores: scores.subarray(0, length) }
  }
}

/** The candidates' factors and biases as the kernel takes them: those of the longest factors first. */
async function packed(
  session: KernelSession,
  itemFactors: Float32Array,
  biases: Float32Array | undefined,
  depth: number,
  unordered: Int32Array,
) {
  const { memory } = session
  const width = depth + (biases ? 1 : 0)
  const rows = memory.floats((itemFactors.length / depth) * width)
  for (let item = 0; item * depth < itemFactors.length; item++) {
    rows.set(itemFactors.subarray(item * depth, (item + 1) * depth), item * width)
    if (biases) rows[item * width + depth] = biases[item]!
  }
  await session.breathe()
  const lengths = lengthsOf(rows, width, width)
  const candidates = unordered.slice().sort((a, b) => lengths[b]! - lengths[a]!)
  const bounds = memory.floats(Math.ceil(candidates.length / BLOCK))
  bounds.set(boundsOf(rows, width, width, candidates))
  const tasks = Math.ceil(candidates.length / PANEL)
  const panels = memory.floats(tasks * PANEL * width)
  const items = memory.ints(candidates.length)
  items.set(candidates)
  const work = { tasks, take: 64, cost: candidates.length * width }
  await session.run('packItems', work, items, candidates.length, rows, width, width, panels)
  return { panels, bounds, candidates }
}

/** The length of the first `depth` numbers of each row. */
function lengthsOf(rows: Float32Array, width: number, depth: number): Float64Array {
  return Float64Array.from({ length: rows.length / width }, (_, row) => {
    let sum = 0
    for (let d = 0; d < depth; d++) sum += rows[row * width + d]! ** 2
    return Math.sqrt(sum)
  })
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
