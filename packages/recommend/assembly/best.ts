import { floatAt, intAt } from './vectors'

// The best `k` of many scores: a heap whose root is the worst of those kept. Of equal scores the lower id is better.

function isWorse(score: f32, id: i32, otherScore: f32, otherId: i32): bool {
  return score < otherScore || (score === otherScore && id > otherId)
}

function put(ids: usize, scores: usize, at: i32, id: i32, score: f32): void {
  store<i32>(ids + ((<usize>at) << 2), id)
  store<f32>(scores + ((<usize>at) << 2), score)
}

/** Puts an entry at the root of a heap of `size` and moves it down to where it belongs. */
function sink(ids: usize, scores: usize, size: i32, id: i32, score: f32): void {
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= size) break
    if (
      child + 1 < size &&
      isWorse(floatAt(scores, child + 1), intAt(ids, child + 1), floatAt(scores, child), intAt(ids, child))
    ) {
      child++
    }
    if (!isWorse(floatAt(scores, child), intAt(ids, child), score, id)) break
    put(ids, scores, at, intAt(ids, child), floatAt(scores, child))
    at = child
  }
  put(ids, scores, at, id, score)
}

/** Offers an entry to a heap of `size` entries of at most `k`; returns how many it has then. */
export function offer(ids: usize, scores: usize, size: i32, k: i32, id: i32, score: f32): i32 {
  if (size === k) {
    if (isWorse(floatAt(scores, 0), intAt(ids, 0), score, id)) sink(ids, scores, size, id, score)
    return size
  }
  let at = size
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!isWorse(score, id, floatAt(scores, parent), intAt(ids, parent))) break
    put(ids, scores, at, intAt(ids, parent), floatAt(scores, parent))
    at = parent
  }
  put(ids, scores, at, id, score)
  return size + 1
}

/** Turns a heap into a list, best first; what it lacks of `k` becomes −1. */
export function sortBest(ids: usize, scores: usize, size: i32, k: i32): void {
  for (let last = size - 1; last > 0; last--) {
    const id = intAt(ids, last)
    const score = floatAt(scores, last)
    put(ids, scores, last, intAt(ids, 0), floatAt(scores, 0))
    sink(ids, scores, last, id, score)
  }
  for (let at = size; at < k; at++) put(ids, scores, at, -1, 0)
}
