import { RandomKey } from '@graftjs/base'
import type { FitContext } from '../../recommender/fit-context'
import type { TrainingData } from '../../recommender/training-data'
import type { CompressedRows } from '../../sparse'
import { countsOf } from './baselines'
import type { RatingFactors, TasteOf } from './rating-model'

/** Rows that are worked on before the event loop breathes. */
const SLICE = 64
/** Updates for someone new. */
const STEPS = 50

export interface MultiplySettings {
  readonly factors: number
  readonly epochs: number
  readonly regularization: number
  readonly seed: number
}

/** Where the updates begin: users × depth, items × depth, none negative. */
export interface MultiplyStart {
  readonly users: Float64Array
  readonly items: Float64Array
}

/** What multiplies a factor: how much of what it should explain it is given, over how much it explains. */
interface Sums {
  readonly over: Float64Array
  readonly under: Float64Array
}

/** Multiplicative updates, which keep factors from becoming negative; ratings of both sides count once an epoch. */
export async function multiply(
  data: TrainingData,
  { factors: depth, epochs, regularization, seed }: MultiplySettings,
  context: FitContext,
  start: MultiplyStart = drawn(data, depth, seed),
): Promise<RatingFactors> {
  const { byUser, byItem, users, items } = data
  const { resumed } = context
  const x = resumed ? resumed.arrays.float64('users', [users * depth]) : start.users.slice()
  const y = resumed ? resumed.arrays.float64('items', [items * depth]) : start.items.slice()
  for (let epoch = resumed?.step ?? 0; epoch < epochs; ) {
    const ofUsers = { over: new Float64Array(x.length), under: new Float64Array(x.length) }
    const ofItems = { over: new Float64Array(y.length), under: new Float64Array(y.length) }
    await addRatings(byUser, depth, x, y, ofUsers, ofItems, () => context.breathe())
    update(x, ofUsers, byUser, depth, regularization)
    update(y, ofItems, byItem, depth, regularization)
    context.report({ step: ++epoch, steps: epochs })
    await context.keep(epoch, () => ({ users: { values: x }, items: { values: y } }))
  }
  return {
    baselines: {
      mean: 0,
      userBiases: new Float32Array(users),
      itemBiases: new Float32Array(items),
      counts: countsOf(byItem),
    },
    depth,
    userFactors: Float32Array.from(x),
    itemFactors: Float32Array.from(y),
    implicit: new Float32Array(0),
  }
}

async function addRatings(
  { rows, offsets, indices, values }: CompressedRows,
  depth: number,
  x: Float64Array,
  y: Float64Array,
  ofUsers: Sums,
  ofItems: Sums,
  breathe: () => Promise<void>,
): Promise<void> {
  for (let row = 0; row < rows; row++) {
    if (row % SLICE === 0) await breathe()
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const [user, item, rating] = [row * depth, indices[at]! * depth, values[at]!]
      let met = 0
      for (let d = 0; d < depth; d++) met += x[user + d]! * y[item + d]!
      for (let d = 0; d < depth; d++) {
        ofUsers.over[user + d]! += y[item + d]! * rating
        ofUsers.under[user + d]! += y[item + d]! * met
        ofItems.over[item + d]! += x[user + d]! * rating
        ofItems.under[item + d]! += x[user + d]! * met
      }
    }
  }
}

function update(
  factors: Float64Array,
  { over, under }: Sums,
  { rows, offsets }: CompressedRows,
  depth: number,
  regularization: number,
): void {
  for (let row = 0; row < rows; row++) {
    const count = offsets[row + 1]! - offsets[row]!
    for (let at = row * depth; at < (row + 1) * depth; at++) {
      const base = under[at]! + count * regularization * factors[at]!
      // A rating of 0 or below must not turn a factor negative.
      if (base > 0) factors[at]! *= Math.max(0, over[at]!) / base
    }
  }
}

function drawn({ users, items }: TrainingData, depth: number, seed: number): MultiplyStart {
  const key = RandomKey.from(seed)
  return { users: key.fold(1).uniform(users * depth), items: key.fold(2).uniform(items * depth) }
}

/** The updates of someone new, with the items as they are. */
export const tasteByMultiplying =
  (regularization: number): TasteOf =>
  ({ itemFactors, depth }, { items, weights }) => {
    const x = new Float64Array(depth).fill(items.length > 0 ? 0.5 : 0)
    const offsets = Int32Array.of(0, items.length)
    const ratings = { rows: 1, columns: itemFactors.length / depth, offsets, indices: items, values: weights }
    for (let step = 0; step < STEPS; step++) {
      const sums = { over: new Float64Array(depth), under: new Float64Array(depth) }
      items.forEach((item, at) => {
        let met = 0
        for (let d = 0; d < depth; d++) met += x[d]! * itemFactors[item * depth + d]!
        for (let d = 0; d < depth; d++) {
          sums.over[d]! += itemFactors[item * depth + d]! * weights[at]!
          sums.under[d]! += itemFactors[item * depth + d]! * met
        }
      })
      update(x, sums, ratings, depth, regularization)
    }
    return { bias: 0, factors: Float32Array.from(x) }
  }
