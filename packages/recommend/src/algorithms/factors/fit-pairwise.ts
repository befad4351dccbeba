import { RandomKey } from '@graftjs/base'
import { rowsInMemory, transposed } from '../../kernels/kernel-rows'
import { KernelSession } from '../../kernels/kernel-session'
import { paddedWidth } from '../../kernels/least-squares'
import type { FitContext } from '../../recommender/fit-context'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { TrainingData } from '../../recommender/training-data'
import type { PairwiseSettings } from '../bpr'
import type { BiasedFactors } from './factor-model'
import { positives } from './positives'

/** Samples of a task, and tasks that a thread takes at a time. */
const BATCH = 1024
const TAKE = 16
/** Rows that are drawn before the event loop breathes. */
const SLICE = 256

/** Parts of the seed. */
const USERS = 1
const ITEMS = 2
const SAMPLES = 3

/** Draws and learns, an epoch after the other. Number `factors` of a row is the item's bias, and 1 in a user's row. */
export async function fitPairwise(
  data: TrainingData,
  { factors: depth, epochs, learningRate, regularization, others, seed }: PairwiseSettings,
  context: FitContext,
): Promise<BiasedFactors> {
  const session = new KernelSession(context)
  try {
    const { memory } = session
    const { users, items } = data
    const byItem = await transposed(session, await rowsInMemory(session, positives(data.byUser), false))
    const { offsets, indices } = await transposed(session, byItem)
    const entries = indices.length
    const counts = Int32Array.from(
      { length: items },
      (_, item) => byItem.offsets[item + 1]! - byItem.offsets[item]!,
    )
    const rowOf = memory.ints(entries)
    for (let user = 0; user < users; user++) rowOf.fill(user, offsets[user], offsets[user + 1])
    const chosen = Int32Array.from(counts.keys()).filter((item) => counts[item]! > 0)
    const pool = others === 'popular' ? indices : memory.ints(chosen.length)
    if (others === 'uniform') pool.set(chosen)

    const width = paddedWidth(depth + 1)
    const [x, y] = [memory.floats(users * width), memory.floats(items * width)]
    const sums = memory.doubles(2)
    const key = RandomKey.from(seed)
    let epoch = 0
    if (context.resumed) {
      x.set(context.resumed.arrays.float32('x', [x.length]))
      y.set(context.resumed.arrays.float32('y', [y.length]))
      epoch = context.resumed.step
    } else {
      await draw(x, width, depth, key.fold(USERS), () => context.breathe())
      for (let user = 0; user < users; user++) x[user * width + depth] = 1
      await draw(y, width, depth, key.fold(ITEMS), () => context.breathe())
    }
    const { word0, word1 } = key.fold(SAMPLES)
    const tasks = Math.ceil(entries / BATCH)
    const work = { tasks, take: TAKE, inOrder: true, cost: 8 * entries * width, scratch: 512 }
    for (; epoch < epochs && entries > 0; ) {
      await session.run(
        'learnPairs',
        work,
        entries,
        epoch * 4 * Math.ceil(entries / 4),
        word0,
        word1,
        offsets,
        indices,
        rowOf,
        entries,
        pool,
        pool.length,
        x,
        y,
        width,
        depth,
        learningRate,
        regularization,
        sums,
      )
      context.report({ step: ++epoch, steps: epochs })
      await context.keep(epoch, (): NamedArrays => ({ x: { values: x }, y: { values: y } }))
    }
    context.report({ step: epochs, steps: epochs })
    return { users, items, depth, counts, ...split(x, y, offsets, width, depth) }
  } finally {
    await session.close()
  }
}

/** Draws the first `depth` numbers of each row, between ±1 ÷ 2 · depth. */
async function draw(
  rows: Float32Array,
  width: number,
  depth: number,
  key: RandomKey,
  breathe: () => Promise<void>,
): Promise<void> {
  for (let row = 0; row * width < rows.length; row++) {
    key
      .fold(row)
      .uniform(depth)
      .forEach((value, d) => {
        rows[row * width + d] = (value - 0.5) / depth
      })
    if (row % SLICE === 0) await breathe()
  }
}

function split(x: Float32Array, y: Float32Array, offsets: Int32Array, width: number, depth: number) {
  const [users, items] = [x.length / width, y.length / width]
  const userFactors = new Float32Array(users * depth)
  const itemFactors = new Float32Array(items * depth)
  for (let user = 0; user < users; user++) {
    if (offsets[user] === offsets[user + 1]) continue // nothing is known of their taste
    userFactors.set(x.subarray(user * width, user * width + depth), user * depth)
  }
  const biases = new Float32Array(items)
  for (let item = 0; item < items; item++) {
    itemFactors.set(y.subarray(item * width, item * width + depth), item * depth)
    biases[item] = y[item * width + depth]!
  }
  return { userFactors, itemFactors, biases }
}
