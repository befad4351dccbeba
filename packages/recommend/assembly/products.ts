import { offer, sortBest } from './best'
import { floatAt, intAt } from './vectors'

/**
 * A task is a row of `count` products of a user, `users[task]`, with the items at places `base` …: those of them that
 * belong there go into the user's heap of `sizes[user]` entries of at most `k`, the worst first. The user's barred
 * places are overwritten.
 */
export function takeProducts(
  _scratch: usize,
  first: i32,
  last: i32,
  users: usize,
  products: usize,
  count: i32,
  base: i32,
  barredOffsets: usize,
  barred: usize,
  k: i32,
  sizes: usize,
  ids: usize,
  scores: usize,
): void {
  for (let task = first; task < last; task++) {
    const user = intAt(users, task)
    const row = products + ((<usize>task * <usize>count) << 2)
    const end = intAt(barredOffsets, user + 1)
    for (let at = intAt(barredOffsets, user); at < end; at++) {
      const place = intAt(barred, at) - base
      if (place >= 0 && place < count) store<f32>(row + ((<usize>place) << 2), -f32.MAX_VALUE)
    }
    const list = (<usize>user * <usize>k) << 2
    const size = sizes + ((<usize>user) << 2)
    store<i32>(size, takeRow(row, count, base, intAt(size, 0), k, ids + list, scores + list))
  }
}

/** Products that are compared at a time. */
const STEP: i32 = 16

function takeRow(row: usize, count: i32, base: i32, size: i32, k: i32, ids: usize, scores: usize): i32 {
  const whole = count - (count % STEP)
  let border = least(size, k, scores)
  let at = 0
  for (; at < whole; at += STEP) {
    const from = row + ((<usize>at) << 2)
    const borders = f32x4.splat(border)
    const any = v128.or(
      v128.or(f32x4.gt(v128.load(from), borders), f32x4.gt(v128.load(from, 16), borders)),
      v128.or(f32x4.gt(v128.load(from, 32), borders), f32x4.gt(v128.load(from, 48), borders)),
    )
    if (!v128.any_true(any)) continue
    for (let i = at; i < at + STEP; i++) {
      const score = floatAt(row, i)
      if (!(score > border)) continue
      size = offer(ids, scores, size, k, base + i, score)
      border = least(size, k, scores)
    }
  }
  for (; at < count; at++) {
    const score = floatAt(row, at)
    if (!(score > border)) continue
    size = offer(ids, scores, size, k, base + at, score)
    border = least(size, k, scores)
  }
  return size
}

/** The score that an item must exceed to be among the user’s best. */
function least(size: i32, k: i32, scores: usize): f32 {
  return size === k ? floatAt(scores, 0) : -f32.MAX_VALUE
}

/** A task is a user's heap: makes a list of it, best first; what it lacks of `k` becomes −1. */
export function sortLists(
  _scratch: usize,
  first: i32,
  last: i32,
  sizes: usize,
  k: i32,
  ids: usize,
  scores: usize,
): void {
  for (let user = first; user < last; user++) {
    const list = (<usize>user * <usize>k) << 2
    sortBest(ids + list, scores + list, intAt(sizes, user), k)
  }
}
