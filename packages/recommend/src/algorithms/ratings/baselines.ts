import type { NamedArrays } from '../../recommender/named-arrays'
import type { SavedArrays } from '../../recommender/saved-arrays'
import type { CompressedRows } from '../../sparse'
import type { MergedHistory } from '../history/merged-history'

/** A rating without taste: the mean of all, how generous the user is, and how good the item. */
export interface Baselines {
  readonly mean: number
  readonly userBiases: Float32Array
  readonly itemBiases: Float32Array
  /** How many ratings each item has. */
  readonly counts: Int32Array
}

export interface BaselineSettings {
  readonly epochs: number
  /** How many ratings of the mean a user's or item's own have to outweigh. */
  readonly userRegularization: number
  readonly itemRegularization: number
}

/** Rows that are worked on before the event loop breathes. */
const SLICE = 1 << 12

/**
 * Solves for items' and users' biases in turn: Koren, "Factor in the neighbors" (TKDD 2010), section 2.1, as in
 * Surprise.
 */
export async function fitBaselines(
  byUser: CompressedRows,
  byItem: CompressedRows,
  { epochs, userRegularization, itemRegularization }: BaselineSettings,
  breathe: () => Promise<void>,
): Promise<Baselines> {
  const mean = meanOf(byUser.values)
  const users = new Float64Array(byUser.rows)
  const items = new Float64Array(byItem.rows)
  const solve = async (
    { rows, offsets, indices, values }: CompressedRows,
    own: Float64Array,
    other: Float64Array,
    regularization: number,
  ) => {
    for (let row = 0; row < rows; row++) {
      if (row % SLICE === 0) await breathe()
      let sum = 0
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++)
        sum += values[at]! - mean - other[indices[at]!]!
      own[row] = sum / (regularization + offsets[row + 1]! - offsets[row]!) || 0
    }
  }
  for (let epoch = 0; epoch < epochs; epoch++) {
    await solve(byItem, items, users, itemRegularization)
    await solve(byUser, users, items, userRegularization)
  }
  return {
    mean,
    userBiases: Float32Array.from(users),
    itemBiases: Float32Array.from(items),
    counts: countsOf(byItem),
  }
}

export const countsOf = ({ rows, offsets }: CompressedRows): Int32Array =>
  Int32Array.from({ length: rows }, (_, row) => offsets[row + 1]! - offsets[row]!)

/** How generous someone new is, by their ratings. */
export function userBiasOf(
  { mean, itemBiases }: Baselines,
  { items, weights }: MergedHistory,
  regularization: number,
): number {
  let sum = 0
  items.forEach((item, at) => {
    sum += weights[at]! - mean - itemBiases[item]!
  })
  return sum / (regularization + items.length) || 0
}

export function meanOf(values: Float32Array): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]!
  return sum / values.length
}

export const baselinesToSave = ({ mean, userBiases, itemBiases, counts }: Baselines): NamedArrays => ({
  mean: { values: Float64Array.of(mean) },
  'user-biases': { values: userBiases },
  'item-biases': { values: itemBiases },
  counts: { values: counts },
})

export function savedBaselines(arrays: SavedArrays): Baselines {
  const itemBiases = arrays.float32('item-biases', [undefined])
  return {
    mean: arrays.float64('mean', [1])[0]!,
    userBiases: arrays.float32('user-biases', [undefined]),
    itemBiases,
    counts: arrays.int32('counts', [itemBiases.length]),
  }
}
