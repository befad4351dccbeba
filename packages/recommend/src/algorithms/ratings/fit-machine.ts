import { RandomKey } from '@graftjs/base'
import { rowsInMemory } from '../../kernels/kernel-rows'
import { KernelSession } from '../../kernels/kernel-session'
import { paddedWidth } from '../../kernels/least-squares'
import type { FitContext } from '../../recommender/fit-context'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { TrainingData } from '../../recommender/training-data'
import { type CompressedRows, countsOfColumns } from '../../sparse'
import type { ContextRows } from '../context/context-rows'
import { pad } from '../factors/factors'
import type { EmbeddedRows } from '../factors/fit-embeddings'
import { meanOf } from './baselines'
import type { DescentSettings } from './descend'
import type { RatingFactors } from './rating-model'
import { shuffleRows } from './shuffle-rows'

/** Users whose ratings are learnt from at a time. */
const TAKE = 64
/** The part of the seed that draws orders. */
const ORDER = 3
/** Rows that are worked on before the event loop breathes. */
const SLICE = 256

/** What is known of users, items and contexts. */
export interface DescribedRows extends EmbeddedRows {
  readonly context?: ContextRows
}

/**
 * What a machine has learnt, and factors and weight of each feature of users, after those of the users themselves, and of
 * contexts.
 */
export interface FittedMachine extends RatingFactors {
  /** features of users × (depth + 1) */
  readonly ofUserFeatures: Float32Array
  /** features of contexts × (depth + 1) */
  readonly ofContexts: Float32Array
}

/** Of the kernel: the context of each rating, the rows of contexts, and their first feature. */
type ContextArguments = readonly [
  contexts: Int32Array | 0,
  offsets: Int32Array | 0,
  columns: Int32Array | 0,
  values: Float32Array | 0,
  first: number,
]

/** Learns a factorization machine from one rating after the other; from a given start they are taken as they stand. */
export async function fitMachine(
  data: TrainingData,
  described: DescribedRows,
  { factors: depth, epochs, learningRate, regularization, spread, seed }: Omit<DescentSettings, 'implicit'>,
  context: FitContext,
  /** (columns of users + columns of items + features of contexts) × depth */
  start?: Float32Array,
): Promise<FittedMachine> {
  const session = new KernelSession(context)
  try {
    const { memory } = session
    const width = paddedWidth(depth)
    const around = described.context
    const ratings = around ? around.entries : data.byUser
    const matrix = await rowsInMemory(session, ratings)
    const counts = countsOfColumns(ratings)
    const contexts = memory.ints(around ? around.contexts.length : 0)
    if (around) contexts.set(around.contexts)
    const breathe = () => context.breathe()
    if (!start) await shuffleRows(matrix, RandomKey.from(seed).fold(ORDER), breathe, around && contexts)
    const mean = meanOf(matrix.values)
    const [ofUsers, ofItems] = [
      await rowsInMemory(session, described.users),
      await rowsInMemory(session, described.items),
    ]
    const ofContexts = around && (await rowsInMemory(session, around.table))
    const known = ofUsers.columns + ofItems.columns
    const columns = known + (ofContexts?.columns ?? 0)
    const state = { features: memory.floats(columns * width), weights: memory.floats(columns) }
    let epoch = 0
    if (context.resumed) {
      for (const [name, values] of Object.entries(state)) {
        values.set(context.resumed.arrays.float32(name, [values.length]))
      }
      epoch = context.resumed.step
    } else if (start) pad(start, depth, state.features, width)
    else {
      const learnt = learntColumns(ratings, counts, described)
      const key = RandomKey.from(seed)
      for (let column = 0; column < columns; column++) {
        if (column % SLICE === 0) await breathe()
        // Every category and amount of a context is of some event.
        if (column < known && learnt[column] === 0) continue
        const drawn = key.fold(column).normal(depth)
        state.features.set(
          drawn.map((value) => value * spread),
          column * width,
        )
      }
    }
    const sides = [ofUsers, ofItems].map((rows) => [rows.offsets, rows.indices, rows.values] as const)
    const inContext: ContextArguments = ofContexts
      ? [contexts, ofContexts.offsets, ofContexts.indices, ofContexts.values, known]
      : [0, 0, 0, 0, 0]
    const cost = 16 * matrix.indices.length * width
    const work = { tasks: data.users, take: TAKE, inOrder: true, cost, scratch: 4 * width }
    while (epoch < epochs) {
      await session.run(
        'learnMachine',
        work,
        matrix.offsets,
        matrix.indices,
        matrix.values,
        mean,
        ...sides[0]!,
        ...sides[1]!,
        ofUsers.columns,
        ...inContext,
        state.weights,
        state.features,
        width,
        learningRate,
        regularization,
      )
      context.report({ step: ++epoch, steps: epochs })
      await context.keep(
        epoch,
        (): NamedArrays => ({ features: { values: state.features }, weights: { values: state.weights } }),
      )
    }
    const sumsOf = async (rows: CompressedRows, first: number) => {
      const features = state.features.subarray(first * width)
      return sums(rows, state.weights.subarray(first), features, width, depth, breathe)
    }
    const [users, items] = [await sumsOf(ofUsers, 0), await sumsOf(ofItems, ofUsers.columns)]
    return {
      baselines: {
        mean,
        userBiases: users.biases,
        itemBiases: items.biases,
        // What is known of an item is as good as a rating of it.
        counts: counts.map((count, item) => Math.max(count, items.known[item]!)),
      },
      depth,
      userFactors: users.factors,
      itemFactors: items.factors,
      implicit: new Float32Array(0),
      ofUserFeatures: rowsOf(state, data.users, ofUsers.columns, width, depth),
      ofContexts: rowsOf(state, known, columns, width, depth),
    }
  } finally {
    await session.close()
  }
}

/** Factors and weights of some features. */
function rowsOf(
  { features, weights }: { readonly features: Float32Array; readonly weights: Float32Array },
  from: number,
  to: number,
  width: number,
  depth: number,
): Float32Array {
  const rows = new Float32Array((to - from) * (depth + 1))
  for (let column = from; column < to; column++) {
    const row = (column - from) * (depth + 1)
    rows.set(features.subarray(column * width, column * width + depth), row)
    rows[row + depth] = weights[column]!
  }
  return rows
}

/** 1 for the features that a user or an item with ratings has, those of items after those of users. */
function learntColumns(
  ratings: CompressedRows,
  counts: Int32Array,
  { users, items }: EmbeddedRows,
): Uint8Array {
  const learnt = new Uint8Array(users.columns + items.columns)
  const mark = ({ offsets, indices }: CompressedRows, row: number, first: number) => {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) learnt[first + indices[at]!] = 1
  }
  for (let user = 0; user < ratings.rows; user++) {
    if (ratings.offsets[user]! < ratings.offsets[user + 1]!) mark(users, user, 0)
  }
  counts.forEach((count, item) => {
    if (count > 0) mark(items, item, users.columns)
  })
  return learnt
}

/**
 * What rows come to: a machine is a bias for each side, made up of its weights and the products within it, and the
 * product of both sides' sums.
 */
async function sums(
  { rows, offsets, indices, values }: CompressedRows,
  weights: Float32Array,
  features: Float32Array,
  width: number,
  depth: number,
  breathe: () => Promise<void>,
) {
  const factors = new Float32Array(rows * depth)
  const biases = new Float32Array(rows)
  /** 1 where a row has anything that was learnt. */
  const known = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    if (row % SLICE === 0) await breathe()
    const sum = new Float64Array(depth)
    let [linear, squares] = [0, 0]
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const value = values[at]!
      linear += value * weights[indices[at]!]!
      for (let d = 0; d < depth; d++) {
        const own = value * features[indices[at]! * width + d]!
        sum[d]! += own
        squares += own * own
      }
    }
    factors.set(sum, row * depth)
    biases[row] = linear + (sum.reduce((total, own) => total + own * own, 0) - squares) / 2
    known[row] = squares > 0 ? 1 : 0
  }
  return { factors, biases, known }
}
