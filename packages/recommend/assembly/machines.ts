import { addScaled, floatAt, intAt } from './vectors'

// Rendle, "Factorization machines" (ICDM 2010, doi:10.1109/ICDM.2010.127).

/**
 * A task is a row: learns from every rating of a user, in order, by gradient descent, so that it is met by mean +
 * Σ weight · value + Σ of the products of every two of the features of user, item and context, each times its value.
 * `features` and `weights` hold those of users, from `itemFeatures` on those of items, and from `contextFeatures` on those
 * of contexts; `contexts` has the row of each rating's context, and is 0 for none. `scratch`: a row of `width`.
 */
export function learnMachine(
  scratch: usize,
  first: i32,
  last: i32,
  offsets: usize,
  columns: usize,
  ratings: usize,
  mean: f32,
  userOffsets: usize,
  userColumns: usize,
  userValues: usize,
  itemOffsets: usize,
  itemColumns: usize,
  itemValues: usize,
  itemFeatures: i32,
  contexts: usize,
  contextOffsets: usize,
  contextColumns: usize,
  contextValues: usize,
  contextFeatures: i32,
  weights: usize,
  features: usize,
  width: i32,
  rate: f32,
  regularization: f32,
): void {
  const bytes = (<usize>width) << 2
  const own = features
  const theirs = features + <usize>itemFeatures * bytes
  const around = features + <usize>contextFeatures * bytes
  const ownWeights = weights
  const theirWeights = weights + ((<usize>itemFeatures) << 2)
  const aroundWeights = weights + ((<usize>contextFeatures) << 2)
  for (let row = first; row < last; row++) {
    const end = intAt(offsets, row + 1)
    for (let at = intAt(offsets, row); at < end; at++) {
      const item = intAt(columns, at)
      const context = contexts !== 0 ? intAt(contexts, at) : 0
      memory.fill(scratch, 0, bytes)
      add(scratch, row, userOffsets, userColumns, userValues, own, bytes)
      add(scratch, item, itemOffsets, itemColumns, itemValues, theirs, bytes)
      let base: f32 =
        mean +
        linear(row, userOffsets, userColumns, userValues, ownWeights) +
        linear(item, itemOffsets, itemColumns, itemValues, theirWeights)
      let alone: f32 =
        squares(row, userOffsets, userColumns, userValues, own, bytes) +
        squares(item, itemOffsets, itemColumns, itemValues, theirs, bytes)
      if (contexts !== 0) {
        add(scratch, context, contextOffsets, contextColumns, contextValues, around, bytes)
        base += linear(context, contextOffsets, contextColumns, contextValues, aroundWeights)
        alone += squares(context, contextOffsets, contextColumns, contextValues, around, bytes)
      }
      const met = base + <f32>0.5 * (squareOf(scratch, bytes) - alone)
      const step = rate * (floatAt(ratings, at) - met)
      const shrink: f32 = <f32>1 - rate * regularization
      learn(scratch, row, userOffsets, userColumns, userValues, ownWeights, own, bytes, step, shrink)
      learn(scratch, item, itemOffsets, itemColumns, itemValues, theirWeights, theirs, bytes, step, shrink)
      if (contexts !== 0) {
        learn(
          scratch,
          context,
          contextOffsets,
          contextColumns,
          contextValues,
          aroundWeights,
          around,
          bytes,
          step,
          shrink,
        )
      }
    }
  }
}

function add(
  sum: usize,
  row: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  features: usize,
  bytes: usize,
): void {
  const end = intAt(offsets, row + 1)
  for (let at = intAt(offsets, row); at < end; at++) {
    addScaled(sum, features + <usize>intAt(columns, at) * bytes, floatAt(values, at), bytes)
  }
}

function linear(row: i32, offsets: usize, columns: usize, values: usize, weights: usize): f32 {
  let sum: f32 = 0
  const end = intAt(offsets, row + 1)
  for (let at = intAt(offsets, row); at < end; at++) {
    sum += floatAt(values, at) * floatAt(weights, intAt(columns, at))
  }
  return sum
}

/** Σ (value · |feature|)² */
function squares(
  row: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  features: usize,
  bytes: usize,
): f32 {
  let sum: f32 = 0
  const end = intAt(offsets, row + 1)
  for (let at = intAt(offsets, row); at < end; at++) {
    const value = floatAt(values, at)
    sum += value * value * squareOf(features + <usize>intAt(columns, at) * bytes, bytes)
  }
  return sum
}

function squareOf(row: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0)
  for (let at: usize = 0; at < bytes; at += 16) {
    const own = v128.load(row + at)
    sum = f32x4.add(sum, f32x4.mul(own, own))
  }
  const halves = f32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1))
  return f32x4.extract_lane(f32x4.add(halves, v128.shuffle<i32>(halves, halves, 1, 0, 3, 2)), 0)
}

/** feature = shrink · feature + step · value · (sum − value · feature), and its weight likewise. */
function learn(
  sum: usize,
  row: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  weights: usize,
  features: usize,
  bytes: usize,
  step: f32,
  shrink: f32,
): void {
  const shrinks = f32x4.splat(shrink)
  const end = intAt(offsets, row + 1)
  for (let at = intAt(offsets, row); at < end; at++) {
    const column = <usize>intAt(columns, at)
    const value = floatAt(values, at)
    const weight = weights + (column << 2)
    store<f32>(weight, shrink * load<f32>(weight) + step * value)
    const feature = features + column * bytes
    const amounts = f32x4.splat(value)
    const steps = f32x4.splat(step * value)
    for (let d: usize = 0; d < bytes; d += 16) {
      const own = v128.load(feature + d)
      const rest = f32x4.sub(v128.load(sum + d), f32x4.mul(amounts, own))
      v128.store(feature + d, f32x4.add(f32x4.mul(shrinks, own), f32x4.mul(steps, rest)))
    }
  }
}
