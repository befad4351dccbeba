import { addScaled, dot, floatAt, intAt } from './vectors'

// Koren, "Factorization meets the neighborhood: a multifaceted collaborative filtering model" (KDD 2008,
// doi:10.1145/1401890.1401944): biased matrix factorization, and SVD++ where `implicit` is given.

/**
 * Learns from every rating of rows `first` … `last − 1`, in order, by gradient descent: the rating is met by
 * mean + user bias + item bias + item · (user + Σ implicit of what the user rated ÷ √n).
 *
 * All implicit rows of a user take the same steps, y ← (1 − rate · regularization) · y + step, so one factor and one sum
 * are kept until the user's last rating, and their mean is known without adding them up again.
 *
 * `scratch`: two rows of `width`.
 */
export function learnRatings(
  scratch: usize,
  first: i32,
  last: i32,
  offsets: usize,
  columns: usize,
  ratings: usize,
  mean: f32,
  userBiases: usize,
  itemBiases: usize,
  users: usize,
  items: usize,
  implicit: usize,
  width: i32,
  rate: f32,
  regularization: f32,
): void {
  const bytes = (<usize>width) << 2
  const shown = scratch
  const carried = scratch + bytes
  const shrink: f32 = <f32>1 - rate * regularization
  for (let row = first; row < last; row++) {
    const start = intAt(offsets, row)
    const end = intAt(offsets, row + 1)
    const user = users + <usize>row * bytes
    const userBias = userBiases + ((<usize>row) << 2)
    if (implicit === 0) {
      for (let at = start; at < end; at++) {
        const column = intAt(columns, at)
        const item = items + <usize>column * bytes
        const itemBias = itemBiases + ((<usize>column) << 2)
        const met = mean + load<f32>(userBias) + load<f32>(itemBias) + dot(user, item, bytes)
        const step = rate * (floatAt(ratings, at) - met)
        store<f32>(userBias, shrink * load<f32>(userBias) + step)
        store<f32>(itemBias, shrink * load<f32>(itemBias) + step)
        descend(user, item, step, shrink, bytes)
      }
      continue
    }
    const share: f32 = <f32>1 / sqrt(<f32>(end - start))
    let kept: f32 = 1
    memory.fill(shown, 0, bytes)
    memory.fill(carried, 0, bytes)
    for (let at = start; at < end; at++) {
      addScaled(shown, implicit + <usize>intAt(columns, at) * bytes, share, bytes)
    }
    for (let at = start; at < end; at++) {
      const column = intAt(columns, at)
      const item = items + <usize>column * bytes
      const itemBias = itemBiases + ((<usize>column) << 2)
      const product = dot(user, item, bytes) + dot(shown, item, bytes)
      const met = mean + load<f32>(userBias) + load<f32>(itemBias) + product
      const step = rate * (floatAt(ratings, at) - met)
      store<f32>(userBias, shrink * load<f32>(userBias) + step)
      store<f32>(itemBias, shrink * load<f32>(itemBias) + step)
      descendShown(user, item, shown, carried, step, share, shrink, bytes)
      kept *= shrink
    }
    for (let at = start; at < end; at++) {
      settle(implicit + <usize>intAt(columns, at) * bytes, kept, carried, bytes)
    }
  }
}

/** user = shrink · user + step · item, and the other way round. */
function descend(user: usize, item: usize, step: f32, shrink: f32, bytes: usize): void {
  const steps = f32x4.splat(step)
  const shrinks = f32x4.splat(shrink)
  for (let at: usize = 0; at < bytes; at += 16) {
    const u = v128.load(user + at)
    const q = v128.load(item + at)
    v128.store(user + at, f32x4.add(f32x4.mul(shrinks, u), f32x4.mul(steps, q)))
    v128.store(item + at, f32x4.add(f32x4.mul(shrinks, q), f32x4.mul(steps, u)))
  }
}

/** The same where the user is also shown by what they rated. */
function descendShown(
  user: usize,
  item: usize,
  shown: usize,
  carried: usize,
  step: f32,
  share: f32,
  shrink: f32,
  bytes: usize,
): void {
  const steps = f32x4.splat(step)
  const parts = f32x4.splat(step * share)
  const shrinks = f32x4.splat(shrink)
  for (let at: usize = 0; at < bytes; at += 16) {
    const u = v128.load(user + at)
    const q = v128.load(item + at)
    const s = v128.load(shown + at)
    const move = f32x4.mul(steps, q)
    v128.store(user + at, f32x4.add(f32x4.mul(shrinks, u), move))
    v128.store(item + at, f32x4.add(f32x4.mul(shrinks, q), f32x4.mul(steps, f32x4.add(u, s))))
    v128.store(shown + at, f32x4.add(f32x4.mul(shrinks, s), move))
    v128.store(carried + at, f32x4.add(f32x4.mul(shrinks, v128.load(carried + at)), f32x4.mul(parts, q)))
  }
}

/** row = kept · row + carried */
function settle(row: usize, kept: f32, carried: usize, bytes: usize): void {
  const factors = f32x4.splat(kept)
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(row + at, f32x4.add(f32x4.mul(factors, v128.load(row + at)), v128.load(carried + at)))
  }
}
