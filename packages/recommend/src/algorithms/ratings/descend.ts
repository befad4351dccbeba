import { RandomKey } from '@graftjs/base'
import { rowsInMemory } from '../../kernels/kernel-rows'
import { KernelSession } from '../../kernels/kernel-session'
import { paddedWidth } from '../../kernels/least-squares'
import type { FitContext } from '../../recommender/fit-context'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { TrainingData } from '../../recommender/training-data'
import { pad, productWith, rowOf, unpadded } from '../factors/factors'
import { addOuterProduct, Decomposed } from '../factors/ridge'
import { countsOf, meanOf } from './baselines'
import type { RatingFactors, TasteOf } from './rating-model'
import { shuffleRows } from './shuffle-rows'

/** Users whose ratings are learnt from at a time. */
const TAKE = 64
/** The part of the seed that draws orders. */
const ORDER = 3
/** Rows that are drawn before the event loop breathes. */
const SLICE = 256

export interface DescentSettings {
  readonly factors: number
  readonly epochs: number
  readonly learningRate: number
  readonly regularization: number
  /** The standard deviation of the first factors. */
  readonly spread: number
  readonly seed: number
  /** Whether what someone rated says something of them, whatever the rating. */
  readonly implicit: boolean
}

/** Where a descent begins: users × depth, items × depth, items × depth. */
export interface DescentStart {
  readonly users: Float32Array
  readonly items: Float32Array
  readonly implicit: Float32Array
}

/**
 * Learns from one rating after the other, user by user; each one's ratings in an order that is drawn once, because what
 * comes last counts most. From a given start they are taken as they stand.
 */
export async function descend(
  data: TrainingData,
  { factors: depth, epochs, learningRate, regularization, spread, seed, implicit }: DescentSettings,
  context: FitContext,
  start?: DescentStart,
): Promise<RatingFactors> {
  const session = new KernelSession(context)
  try {
    const { memory } = session
    const { users, items } = data
    const width = paddedWidth(depth)
    const matrix = await rowsInMemory(session, data.byUser)
    if (!start) await shuffleRows(matrix, RandomKey.from(seed).fold(ORDER), () => context.breathe())
    const mean = meanOf(matrix.values)
    const state = {
      users: memory.floats(users * width),
      items: memory.floats(items * width),
      implicit: memory.floats(implicit ? items * width : 0),
      'user-biases': memory.floats(users),
      'item-biases': memory.floats(items),
    }
    const names = ['users', 'items', 'implicit'] as const
    let epoch = 0
    if (context.resumed) {
      for (const [name, values] of Object.entries(state)) {
        values.set(context.resumed.arrays.float32(name, [values.length]))
      }
      epoch = context.resumed.step
    } else if (start) {
      for (const name of names) if (state[name].length > 0) pad(start[name], depth, state[name], width)
    } else {
      const key = RandomKey.from(seed)
      for (const [at, name] of names.entries()) {
        for (let row = 0; row * width < state[name].length; row++) {
          const drawn = key.fold(at).fold(row).normal(depth)
          state[name].set(
            drawn.map((value) => value * spread),
            row * width,
          )
          if (row % SLICE === 0) await context.breathe()
        }
      }
    }
    const work = {
      tasks: users,
      take: TAKE,
      inOrder: true,
      cost: 8 * matrix.indices.length * width,
      scratch: 8 * width,
    }
    while (epoch < epochs) {
      await session.run(
        'learnRatings',
        work,
        matrix.offsets,
        matrix.indices,
        matrix.values,
        mean,
        state['user-biases'],
        state['item-biases'],
        state.users,
        state.items,
        implicit ? state.implicit : 0,
        width,
        learningRate,
        regularization,
      )
      context.report({ step: ++epoch, steps: epochs })
      await context.keep(
        epoch,
        (): NamedArrays =>
          Object.fromEntries(Object.entries(state).map(([name, values]) => [name, { values }])),
      )
    }
    const fitted = {
      baselines: {
        mean,
        userBiases: state['user-biases'].slice(),
        itemBiases: state['item-biases'].slice(),
        counts: countsOf(data.byItem),
      },
      depth,
      userFactors: unpadded(state.users, users, width, depth),
      itemFactors: unpadded(state.items, items, width, depth),
      implicit: unpadded(state.implicit, implicit ? items : 0, width, depth),
    }
    for (let user = 0; user < users; user++) {
      const rated = data.byUser.indices.subarray(data.byUser.offsets[user], data.byUser.offsets[user + 1])
      addShown(rowOf(fitted.userFactors, user, depth), rated, fitted.implicit, depth)
      if (user % SLICE === 0) await context.breathe()
    }
    return fitted
  } finally {
    await session.close()
  }
}

/** user += Σ implicit of what they rated ÷ √n */
function addShown(user: Float32Array, rated: Int32Array, implicit: Float32Array, depth: number): void {
  if (implicit.length === 0) return
  const share = 1 / Math.sqrt(rated.length)
  for (const item of rated) for (let d = 0; d < depth; d++) user[d]! += share * implicit[item * depth + d]!
}

/** Where descent from all ratings of someone new would end, with the items as they are: a ridge regression. */
export const tasteByRidge =
  (regularization: number): TasteOf =>
  ({ baselines, itemFactors, implicit, depth }, { items, weights }, around) => {
    const shown = new Float32Array(depth)
    if (items.length === 0) return { bias: 0, factors: shown }
    addShown(shown, items, implicit, depth)
    const size = depth + 1
    const matrix = new Float64Array(size * size)
    const right = new Float64Array(size)
    for (let i = 0; i < size; i++) matrix[i * (size + 1)] = Math.max(1e-9, regularization * items.length)
    items.forEach((item, at) => {
      const theirs = rowOf(itemFactors, item, depth)
      const context = around?.[at]
      // Whatever surrounded a rating stands with the item, as far as the user is concerned.
      const own = [1, ...(context ? theirs.map((value, d) => value + context.factors[d]!) : theirs)]
      let rest = weights[at]! - baselines.mean - baselines.itemBiases[item]!
      if (context) rest -= context.bias + productWith(context.factors, theirs, 0, depth)
      for (let d = 0; d < depth; d++) rest -= shown[d]! * own[d + 1]!
      addOuterProduct(matrix, own, 1)
      own.forEach((value, i) => {
        right[i]! += rest * value
      })
    })
    const [bias, ...own] = new Decomposed(matrix, size).solve(right)
    return { bias: bias!, factors: shown.map((value, d) => value + own[d]!) }
  }
