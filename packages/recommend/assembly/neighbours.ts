import { offer, sortBest } from './best'
import { floatAt, intAt } from './vectors'

/**
 * The `k` rows most like each of the rows `rows[0]` … `rows[rowCount − 1]`, best first, out of `count` rows; −1 where
 * there are fewer of positive likeness. From the product of two rows, i·j = Σ over their common columns:
 *
 *     product ÷ (leftᵢ · rightⱼ + shrink)                       overlap = 0
 *     product ÷ (leftᵢ + rightⱼ − product + shrink)             overlap = 1
 *
 * `offsets`, `columns`, `values` are the rows, `acrossOffsets`, `acrossRows`, `acrossValues` the same matrix by column.
 * Without `values` (0) every entry is 1. A task is `together` rows, whose columns are gone through stretch by stretch,
 * `cuts[0]` … `cuts[1] − 1` and so on, so that a column that several of the rows have comes from memory once.
 */
export function nearestRows(
  scratch: usize,
  first: i32,
  last: i32,
  rows: usize,
  rowCount: i32,
  together: i32,
  cuts: usize,
  stretches: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  acrossOffsets: usize,
  acrossRows: usize,
  acrossValues: usize,
  count: i32,
  left: usize,
  right: usize,
  shrink: f32,
  overlap: i32,
  k: i32,
  ids: usize,
  scores: usize,
): void {
  const padded = (count + 3) & ~3
  const bytes = (<usize>padded) << 2
  const cursors = scratch + bytes * <usize>together
  for (let task = first; task < last; task++) {
    const from = task * together
    const own = min(together, rowCount - from)
    memory.fill(scratch, 0, bytes * <usize>own)
    for (let i = 0; i < own; i++) {
      store<i32>(cursors + ((<usize>i) << 2), intAt(offsets, intAt(rows, from + i)))
    }
    for (let stretch = 1; stretch <= stretches; stretch++) {
      const border = intAt(cuts, stretch)
      for (let i = 0; i < own; i++) {
        const cursor = cursors + ((<usize>i) << 2)
        const sums = scratch + bytes * <usize>i
        const end = intAt(offsets, intAt(rows, from + i) + 1)
        let entry = load<i32>(cursor)
        for (; entry < end; entry++) {
          const column = intAt(columns, entry)
          if (column >= border) break
          const start = (<usize>intAt(acrossOffsets, column)) << 2
          const stop = (<usize>intAt(acrossOffsets, column + 1)) << 2
          if (values === 0) countColumn(sums, acrossRows + start, acrossRows + stop)
          else
            addColumn(
              sums,
              acrossRows + start,
              acrossRows + stop,
              acrossValues + start,
              floatAt(values, entry),
            )
        }
        store<i32>(cursor, entry)
      }
    }
    for (let i = 0; i < own; i++) {
      const sums = scratch + bytes * <usize>i
      const row = intAt(rows, from + i)
      store<f32>(sums + ((<usize>row) << 2), 0) // the row itself
      compare(sums, padded, floatAt(left, row), right, shrink, overlap)
      const at = <usize>(from + i) * <usize>k * 4
      selectBest(sums, padded, k, ids + at, scores + at)
    }
  }
}

function countColumn(sums: usize, at: usize, end: usize): void {
  for (; at + 16 <= end; at += 16) {
    const a = sums + ((<usize>load<i32>(at)) << 2)
    const b = sums + ((<usize>load<i32>(at, 4)) << 2)
    const c = sums + ((<usize>load<i32>(at, 8)) << 2)
    const d = sums + ((<usize>load<i32>(at, 12)) << 2)
    store<f32>(a, load<f32>(a) + 1)
    store<f32>(b, load<f32>(b) + 1)
    store<f32>(c, load<f32>(c) + 1)
    store<f32>(d, load<f32>(d) + 1)
  }
  for (; at < end; at += 4) {
    const a = sums + ((<usize>load<i32>(at)) << 2)
    store<f32>(a, load<f32>(a) + 1)
  }
}

function addColumn(sums: usize, at: usize, end: usize, value: usize, weight: f32): void {
  for (; at + 16 <= end; at += 16, value += 16) {
    const a = sums + ((<usize>load<i32>(at)) << 2)
    const b = sums + ((<usize>load<i32>(at, 4)) << 2)
    const c = sums + ((<usize>load<i32>(at, 8)) << 2)
    const d = sums + ((<usize>load<i32>(at, 12)) << 2)
    store<f32>(a, load<f32>(a) + weight * load<f32>(value))
    store<f32>(b, load<f32>(b) + weight * load<f32>(value, 4))
    store<f32>(c, load<f32>(c) + weight * load<f32>(value, 8))
    store<f32>(d, load<f32>(d) + weight * load<f32>(value, 12))
  }
  for (; at < end; at += 4, value += 4) {
    const a = sums + ((<usize>load<i32>(at)) << 2)
    store<f32>(a, load<f32>(a) + weight * load<f32>(value))
  }
}

/** Turns products into likenesses, in place. `right` has as many numbers as `sums`. */
function compare(sums: usize, count: i32, own: f32, right: usize, shrink: f32, overlap: i32): void {
  const owns = f32x4.splat(own)
  const shrinks = f32x4.splat(shrink)
  const end = sums + ((<usize>count) << 2)
  for (; sums < end; sums += 16, right += 16) {
    const product = v128.load(sums)
    const other = v128.load(right)
    const base = overlap === 0 ? f32x4.mul(owns, other) : f32x4.sub(f32x4.add(owns, other), product)
    v128.store(sums, f32x4.div(product, f32x4.add(base, shrinks)))
  }
}

/** The best `k` of the positive scores. */
function selectBest(from: usize, count: i32, k: i32, ids: usize, scores: usize): void {
  let size = 0
  let least: f32 = 0
  for (let at = 0; at < count; at += 4) {
    const four = f32x4.gt(v128.load(from + ((<usize>at) << 2)), f32x4.splat(least))
    let mask = i32x4.bitmask(four)
    for (; mask !== 0; mask &= mask - 1) {
      const id = at + ctz(mask)
      const score = floatAt(from, id)
      if (!(score > least)) continue
      size = offer(ids, scores, size, k, id, score)
      if (size === k) least = floatAt(scores, 0)
    }
  }
  sortBest(ids, scores, size, k)
}
