import { RandomKey } from '@graftjs/base'
import { rowsInMemory, transposed } from '../../kernels/kernel-rows'
import { KernelSession } from '../../kernels/kernel-session'
import { paddedWidth } from '../../kernels/least-squares'
import { layDownSampler } from '../../kernels/pair-sampler'
import type { FitContext } from '../../recommender/fit-context'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { TrainingData } from '../../recommender/training-data'
import type { PairwiseSettings } from '../bpr'
import { type BiasedFactors, unpadded } from './factors'
import { positives } from './positives'

/** Samples of a task, and tasks that a thread takes at a time. */
const BATCH = 1024
const TAKE = 16
/** Bytes of users' factors that stay in a cache near the processor. */
const NEAR = 1 << 19
/** How often a block of users is visited in an epoch. */
const VISITS = 4
/** Rows that are drawn before the event loop breathes. */
const SLICE = 256

/** Parts of the seed. */
const USERS = 1
const ITEMS = 2
const SAMPLES = 3
const ORDER = 5

/**
 * Draws and learns, an epoch after the other; in an epoch block after block of users, in an order that is drawn, so that what
 * describes them is near. Users and items without a positive event are left with zeros.
 */
export async function fitPairwise(
  data: TrainingData,
  { factors: depth, epochs, learningRate, regularization, others, seed }: PairwiseSettings,
  context: FitContext,
): Promise<BiasedFactors> {
  const session = new KernelSession(context)
  try {
    const { memory } = session
    const { users, items } = data
    const unsorted = await rowsInMemory(session, positives(data.byUser), false)
    const byItem = await transposed(session, unsorted)
    const { offsets, indices } = await transposed(session, byItem, unsorted)
    const entries = indices.length
    const counts = Int32Array.from(
      { length: items },
      (_, item) => byItem.offsets[item + 1]! - byItem.offsets[item]!,
    )
    const weights = Float64Array.from(counts, (count) => (others === 'popular' ? count : Math.min(1, count)))
    const sampler = layDownSampler(memory, { rows: users, offsets, indices }, weights)
    const { guides, marks, borders, aliases } = sampler
    await session.run(
      'markEntries',
      { tasks: users, take: 4096, inOrder: true, cost: 4 * entries },
      offsets,
      indices,
      marks,
    )

    const width = paddedWidth(depth)
    const [x, y, biases] = [memory.floats(users * width), memory.floats(items * width), memory.floats(items)]
    const sums = memory.doubles(2)
    const key = RandomKey.from(seed)
    let epoch = 0
    if (context.resumed) {
      const { arrays, step } = context.resumed
      x.set(arrays.float32('x', [x.length]))
      y.set(arrays.float32('y', [y.length]))
      biases.set(arrays.float32('biases', [items]))
      epoch = step
    } else {
      await draw(x, width, depth, key.fold(USERS), () => context.breathe())
      await draw(y, width, depth, key.fold(ITEMS), () => context.breathe())
    }
    const { word0, word1 } = key.fold(SAMPLES)
    const visits = visitsOf(offsets, Math.max(1, Math.floor(NEAR / (4 * width))))
    for (; epoch < epochs && entries > 0; ) {
      for (const at of key.fold(ORDER).fold(epoch).permutation(visits.length)) {
        const { base, entries: own, first, samples } = visits[at]!
        const tasks = Math.ceil(samples / BATCH)
        await session.run(
          'learnPairs',
          { tasks, take: TAKE, inOrder: true, cost: 8 * samples * width, scratch: 1024 },
          samples,
          epoch * 4 * Math.ceil(entries / 4) + base + first,
          word0,
          word1,
          offsets,
          indices,
          base,
          own,
          guides,
          marks,
          borders,
          aliases,
          items,
          x,
          y,
          biases,
          width,
          learningRate,
          regularization,
          sums,
        )
      }
      context.report({ step: ++epoch, steps: epochs })
      await context.keep(
        epoch,
        (): NamedArrays => ({ x: { values: x }, y: { values: y }, biases: { values: biases } }),
      )
    }
    context.report({ step: epochs, steps: epochs })
    for (let user = 0; user < users; user++) {
      if (offsets[user] === offsets[user + 1]) x.fill(0, user * width, (user + 1) * width)
    }
    for (let item = 0; item < items; item++) {
      if (counts[item] === 0) y.fill(0, item * width, (item + 1) * width)
    }
    return {
      users,
      items,
      depth,
      userFactors: unpadded(x, users, width, depth),
      itemFactors: unpadded(y, items, width, depth),
      biases: biases.slice(),
    }
  } finally {
    await session.close()
  }
}

/** A part of an epoch: so many samples of the entries of a block of rows. */
interface Visit {
  /** The block's first entry, and how many it has. */
  readonly base: number
  readonly entries: number
  /** Which of the block's samples come first, and how many are drawn. */
  readonly first: number
  readonly samples: number
}

/** Blocks of so many rows, of which each is visited several times, so that none has the last word for long. */
function visitsOf(offsets: Int32Array, rows: number): Visit[] {
  const last = offsets.length - 1
  const blocks = Math.ceil(last / rows)
  const times = blocks === 1 ? 1 : VISITS
  return Array.from({ length: blocks * times }, (_, at) => {
    const [block, time] = [Math.floor(at / times), at % times]
    const base = offsets[block * rows]!
    const entries = offsets[Math.min(last, (block + 1) * rows)]! - base
    const first = Math.floor((entries * time) / times)
    return { base, entries, first, samples: Math.floor((entries * (time + 1)) / times) - first }
  }).filter(({ samples }) => samples > 0)
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
