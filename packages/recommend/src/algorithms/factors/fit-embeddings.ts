import { RandomKey } from '@graftjs/base'
import type { Features } from '../../features/features'
import { type KernelRows, rowsInMemory, transposed } from '../../kernels/kernel-rows'
import { KernelSession } from '../../kernels/kernel-session'
import { paddedWidth } from '../../kernels/least-squares'
import { layDownSampler } from '../../kernels/pair-sampler'
import type { FitContext } from '../../recommender/fit-context'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { CompressedRows } from '../../sparse'
import { ContentMap } from '../content/content-map'
import { type BiasedFactors, unpadded } from './factors'
import { positives } from './positives'

/** By which slope a sample is learnt from; see `learnEmbeddings` in `kernels.ts`. */
export const losses = ['logistic', 'bpr', 'warp'] as const

export interface EmbeddingSettings {
  readonly factors: number
  readonly epochs: number
  readonly learningRate: number
  readonly regularization: number
  readonly loss: (typeof losses)[number]
  /** How many other items are looked at for one that stands too high. */
  readonly tries: number
  readonly seed: number
}

/** Samples that are drawn before the first of them is learnt from, and how many a thread takes at a time. */
const CHUNK = 1 << 16
const TAKE = 1024
/** Rows that are worked on before the event loop breathes. */
const SLICE = 256

/** Parts of the seed. */
const USERS = 1
const ITEMS = 2
const SAMPLES = 3

/** Rows of features in memory: what is learnt of them. */
interface Side {
  readonly rows: KernelRows
  readonly embeddings: Float32Array
  /** The sums of their squared slopes. */
  readonly squares: Float32Array
}

/** What was learnt of the features of users and of items: columns × width, factors and then the bias. */
export interface FittedEmbeddings {
  readonly factors: BiasedFactors
  readonly depth: number
  readonly width: number
  readonly users: Float32Array
  readonly items: Float32Array
}

/** What users and items are sums of; see `feature-rows.ts`. */
export interface EmbeddedRows {
  readonly users: CompressedRows
  readonly items: CompressedRows
}

/**
 * Draws samples and learns from them, an epoch after the other. A row is a sum of its features' embeddings; what no
 * positive event has to do with is left with zeros.
 */
export async function fitEmbeddings(
  byUser: CompressedRows,
  described: EmbeddedRows,
  settings: EmbeddingSettings,
  context: FitContext,
): Promise<FittedEmbeddings> {
  const { factors: depth, epochs, learningRate, regularization, loss, tries, seed } = settings
  const session = new KernelSession(context)
  try {
    const { memory } = session
    const { rows: users, columns: items } = byUser
    const unsorted = await rowsInMemory(session, positives(byUser), false)
    const byItem = await transposed(session, unsorted)
    const { offsets, indices } = await transposed(session, byItem, unsorted)
    const entries = indices.length
    const chosen = Float64Array.from({ length: items }, (_, item) =>
      Math.min(1, byItem.offsets[item + 1]! - byItem.offsets[item]!),
    )
    const { guides, marks, borders, aliases } = layDownSampler(
      memory,
      { rows: users, offsets, indices },
      chosen,
    )
    const marking = { tasks: users, take: 4096, inOrder: true, cost: 4 * entries }
    await session.run('markEntries', marking, offsets, indices, marks)

    const width = paddedWidth(depth + 2)
    const sideOf = async (rows: CompressedRows): Promise<Side> => ({
      rows: await rowsInMemory(session, rows),
      embeddings: memory.floats(rows.columns * width),
      squares: memory.floats(rows.columns * width).fill(1),
    })
    const [ofUsers, ofItems] = [await sideOf(described.users), await sideOf(described.items)]
    const state = {
      users: ofUsers.embeddings,
      items: ofItems.embeddings,
      'user-squares': ofUsers.squares,
      'item-squares': ofItems.squares,
    }
    const key = RandomKey.from(seed)
    let epoch = 0
    if (context.resumed) {
      for (const [name, values] of Object.entries(state)) {
        values.set(context.resumed.arrays.float32(name, [values.length]))
      }
      epoch = context.resumed.step
    } else {
      const isChooser = (user: number) => offsets[user + 1]! > offsets[user]!
      await draw(ofUsers, isChooser, depth, width, key.fold(USERS), () => context.breathe())
      await draw(
        ofItems,
        (item) => chosen[item]! > 0,
        depth,
        width,
        key.fold(ITEMS),
        () => context.breathe(),
      )
    }
    const { word0, word1 } = key.fold(SAMPLES)
    const chunk = Math.min(entries, CHUNK)
    const samples = memory.ints(chunk * (tries + 2))
    const catalogue = chosen.reduce((sum, count) => sum + count, 0)
    const strengths = memory.floats(tries)
    strengths.set(strengthsOf(catalogue, tries))
    const features = [ofUsers.rows, ofItems.rows].map(
      (rows) => [rows.offsets, rows.indices, rows.values] as const,
    )
    const blocks = Math.floor((tries + 4) / 4)
    const each = width * (6 + (loss === 'warp' ? tries : 1))
    for (; epoch < epochs && entries > 0; ) {
      for (let from = 0; from < entries; from += chunk) {
        const tasks = Math.min(chunk, entries - from)
        const drawing = { tasks, take: TAKE, cost: 100 * blocks * tasks, scratch: 256 * blocks }
        const start = epoch * entries + from
        const table = [borders, aliases, items, tries, samples] as const
        await session.run(
          'drawSamples',
          drawing,
          start,
          word0,
          word1,
          offsets,
          indices,
          entries,
          guides,
          ...table,
        )
        const work = { tasks, take: tasks, inOrder: true, cost: each * tasks, scratch: 16 * width }
        await session.run(
          'learnEmbeddings',
          work,
          losses.indexOf(loss),
          samples,
          tries,
          strengths,
          offsets,
          indices,
          marks,
          ...features[0]!,
          ...features[1]!,
          ofUsers.embeddings,
          ofUsers.squares,
          ofItems.embeddings,
          ofItems.squares,
          depth,
          width,
          learningRate,
          regularization,
        )
      }
      context.report({ step: ++epoch, steps: epochs })
      await context.keep(
        epoch,
        (): NamedArrays =>
          Object.fromEntries(Object.entries(state).map(([name, values]) => [name, { values }])),
      )
    }
    context.report({ step: epochs, steps: epochs })
    const userSums = await sums(ofUsers, width, () => context.breathe())
    const itemSums = await sums(ofItems, width, () => context.breathe())
    const factors = {
      users,
      items,
      depth,
      userFactors: unpadded(userSums, users, width, depth),
      itemFactors: unpadded(itemSums, items, width, depth),
      biases: Float32Array.from({ length: items }, (_, item) => itemSums[item * width + depth + 1]!),
    }
    return { factors, depth, width, users: ofUsers.embeddings.slice(), items: ofItems.embeddings.slice() }
  } finally {
    await session.close()
  }
}

/** What describes new items by their features, as those of `features` were learnt. */
export function contentOfEmbeddings(
  { depth, width, items }: FittedEmbeddings,
  rows: number,
  features: Features,
): ContentMap {
  const columns = features.names.length + features.width
  const weights = new Float32Array(columns * (depth + 1))
  for (let column = 0; column < columns; column++) {
    const own = items.subarray((rows + column) * width, (rows + column + 1) * width)
    weights.set(own.subarray(0, depth), column * (depth + 1))
    weights[column * (depth + 1) + depth] = own[depth + 1]!
  }
  return new ContentMap(features.names, features.width, new Float32Array(depth + 1), weights)
}

/** What describes new users by their features, likewise: factors alone, since a user's bias orders nothing. */
export function userContentOfEmbeddings(
  { depth, width, users }: FittedEmbeddings,
  rows: number,
  features: Features,
): ContentMap {
  const columns = features.names.length + features.width
  const weights = unpadded(users.subarray(rows * width), columns, width, depth)
  return new ContentMap(features.names, features.width, new Float32Array(depth), weights)
}

/** How much an item counts that stands too high among so many tried ones: ln(about how many stand too high). */
function strengthsOf(items: number, tries: number): Float64Array {
  return Float64Array.from({ length: tries }, (_, attempt) =>
    Math.min(10, Math.log(Math.max(1, Math.floor((items - 1) / (attempt + 1))))),
  )
}

/** Draws the first `depth` numbers, between ±1 ÷ 2 · depth, of the features that a row with events has. */
async function draw(
  { rows: { rows, columns, offsets, indices }, embeddings }: Side,
  isLearntFrom: (row: number) => boolean,
  depth: number,
  width: number,
  key: RandomKey,
  breathe: () => Promise<void>,
): Promise<void> {
  const learnt = new Uint8Array(columns)
  for (let row = 0; row < rows; row++) {
    if (!isLearntFrom(row)) continue
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) learnt[indices[at]!] = 1
  }
  for (let column = 0; column < columns; column++) {
    if (column % SLICE === 0) await breathe()
    if (learnt[column] === 0) continue
    const drawn = key.fold(column).uniform(depth)
    embeddings.set(
      drawn.map((value) => (value - 0.5) / depth),
      column * width,
    )
  }
}

/** rows × width: the sum of each row's features. */
async function sums(
  { rows: { rows, offsets, indices, values }, embeddings }: Side,
  width: number,
  breathe: () => Promise<void>,
): Promise<Float32Array> {
  const out = new Float32Array(rows * width)
  for (let row = 0; row < rows; row++) {
    if (row % SLICE === 0) await breathe()
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const place = indices[at]! * width
      for (let d = 0; d < width; d++) out[row * width + d]! += values[at]! * embeddings[place + d]!
    }
  }
  return out
}
