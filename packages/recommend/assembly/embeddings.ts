import { logistic } from './logistic'
import { drawBlocks } from './philox'
import { below, drawPlace, holds, rowOfEntry } from './sampling'
import { addScaled, dot, floatAt, intAt } from './vectors'

// Kula, "Metadata embeddings for user and item cold-start recommendations" (CBRecSys 2015, arXiv:1507.08439), as in
// LightFM; WARP: Weston, Bengio and Usunier, "WSABIE: scaling up to large vocabulary image annotation" (IJCAI 2011);
// step sizes: Duchi, Hazan and Singer, "Adaptive subgradient methods" (JMLR 2011).

/** Samples that are drawn at a time. */
const AHEAD: i32 = 16

/**
 * A task is a sample: writes its user and item, an entry of the matrix by chance, and `tries` other items by a table of
 * weights. Sample s draws the blocks of four words from (start + s) · blocks on. `scratch`: 16 · 16 · blocks bytes.
 */
export function drawSamples(
  scratch: usize,
  first: i32,
  last: i32,
  start: f64,
  key0: u32,
  key1: u32,
  offsets: usize,
  columns: usize,
  entries: i32,
  guides: usize,
  borders: usize,
  aliases: usize,
  items: i32,
  tries: i32,
  samples: usize,
): void {
  const blocks = (tries + 4) / 4
  const bytes = (<usize>(tries + 2)) << 2
  for (let from = first; from < last; from += AHEAD) {
    const size = min(AHEAD, last - from)
    drawBlocks(key0, key1, (<u64>start + <u64>from) * <u64>blocks, size * blocks, scratch)
    for (let i = 0; i < size; i++) {
      const words = scratch + ((<usize>(i * blocks)) << 4)
      const sample = samples + <usize>(from + i) * bytes
      const entry = below(load<u32>(words), entries)
      store<i32>(sample, rowOfEntry(entry, guides, offsets))
      store<i32>(sample, intAt(columns, entry), 4)
      for (let attempt: usize = 0; attempt < <usize>tries; attempt++) {
        const place = drawPlace(load<u32>(words + (attempt << 2), 4), borders, aliases, items)
        store<i32>(sample + (attempt << 2), place, 8)
      }
    }
  }
}

/**
 * A task is a sample, in order: a step of the features of a user, of an item and of another one.
 *
 * `loss` 0, logistic: the item (none where −1) is a choice, the first of the others that the user has nothing to do with
 * is none. 1, BPR: that other one belongs behind the item. 2, WARP: so does the first of the others that comes closer to
 * the item than 1, the more of them had to be looked at the less: times `strengths[how many]`.
 *
 * Users and items are sums of their features' rows: factors, and then two numbers that make the product the score, the
 * user's bias and 1 for users, 1 and the item's bias for items. `scratch`: 4 rows of `width`.
 */
export function learnEmbeddings(
  scratch: usize,
  first: i32,
  last: i32,
  loss: i32,
  samples: usize,
  tries: i32,
  strengths: usize,
  offsets: usize,
  columns: usize,
  marks: usize,
  userOffsets: usize,
  userColumns: usize,
  userValues: usize,
  itemOffsets: usize,
  itemColumns: usize,
  itemValues: usize,
  users: usize,
  userSquares: usize,
  items: usize,
  itemSquares: usize,
  depth: i32,
  width: i32,
  rate: f32,
  regularization: f32,
): void {
  const bytes = (<usize>width) << 2
  const userOne = ((<usize>depth) << 2) + 4
  const itemOne = (<usize>depth) << 2
  const user = scratch
  const item = scratch + bytes
  const other = scratch + 2 * bytes
  const slope = scratch + 3 * bytes
  for (let task = first; task < last; task++) {
    const sample = samples + ((<usize>task * <usize>(tries + 2)) << 2)
    const u = intAt(sample, 0)
    const i = intAt(sample, 1)
    represent(user, u, userOffsets, userColumns, userValues, users, bytes, userOne)
    let score: f32 = 0
    if (i >= 0) {
      represent(item, i, itemOffsets, itemColumns, itemValues, items, bytes, itemOne)
      score = dot(user, item, bytes)
    }
    if (loss === 0 && i >= 0) {
      const error = -(<f32>logistic(score))
      scaled(slope, item, error, bytes, userOne)
      const ofItem = item
      // The item's own step needs the user as they were.
      scaled(ofItem, user, error, bytes, itemOne)
      step(u, userOffsets, userColumns, userValues, users, userSquares, slope, bytes, rate, regularization)
      step(i, itemOffsets, itemColumns, itemValues, items, itemSquares, ofItem, bytes, rate, regularization)
      represent(user, u, userOffsets, userColumns, userValues, users, bytes, userOne)
    }
    let found = -1
    let strength: f32 = 1
    let otherScore: f32 = 0
    for (let attempt = 0; attempt < tries && found < 0; attempt++) {
      const candidate = intAt(sample, 2 + attempt)
      if (candidate < 0) continue
      if (loss !== 2 && holds(u, candidate, offsets, columns, marks)) continue
      represent(other, candidate, itemOffsets, itemColumns, itemValues, items, bytes, itemOne)
      otherScore = dot(user, other, bytes)
      if (loss === 2) {
        if (!(otherScore > score - 1) || holds(u, candidate, offsets, columns, marks)) continue
        strength = floatAt(strengths, attempt)
      }
      found = candidate
    }
    if (found < 0) continue
    if (loss === 0) {
      const error = <f32>logistic(-otherScore)
      scaled(slope, other, error, bytes, userOne)
      scaled(other, user, error, bytes, itemOne)
      step(u, userOffsets, userColumns, userValues, users, userSquares, slope, bytes, rate, regularization)
      step(
        found,
        itemOffsets,
        itemColumns,
        itemValues,
        items,
        itemSquares,
        other,
        bytes,
        rate,
        regularization,
      )
      continue
    }
    if (loss === 1) strength = <f32>logistic(score - otherScore)
    difference(slope, other, item, strength, bytes, userOne)
    scaled(item, user, -strength, bytes, itemOne)
    scaled(other, user, strength, bytes, itemOne)
    step(i, itemOffsets, itemColumns, itemValues, items, itemSquares, item, bytes, rate, regularization)
    step(found, itemOffsets, itemColumns, itemValues, items, itemSquares, other, bytes, rate, regularization)
    step(u, userOffsets, userColumns, userValues, users, userSquares, slope, bytes, rate, regularization)
  }
}

/** The sum of a row's features, with 1 where the product wants it. */
function represent(
  out: usize,
  row: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  features: usize,
  bytes: usize,
  one: usize,
): void {
  memory.fill(out, 0, bytes)
  const end = intAt(offsets, row + 1)
  for (let at = intAt(offsets, row); at < end; at++) {
    addScaled(out, features + <usize>intAt(columns, at) * bytes, floatAt(values, at), bytes)
  }
  store<f32>(out + one, 1)
}

/** out = factor · row, and 0 where a row has its 1. */
function scaled(out: usize, row: usize, factor: f32, bytes: usize, one: usize): void {
  const factors = f32x4.splat(factor)
  for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f32x4.mul(factors, v128.load(row + at)))
  store<f32>(out + one, 0)
}

/** out = factor · (a − b) */
function difference(out: usize, a: usize, b: usize, factor: f32, bytes: usize, one: usize): void {
  const factors = f32x4.splat(factor)
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(out + at, f32x4.mul(factors, f32x4.sub(v128.load(a + at), v128.load(b + at))))
  }
  store<f32>(out + one, 0)
}

/** Moves the features of a row against a slope, each number by rate ÷ √(sum of its squared slopes). */
function step(
  row: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  features: usize,
  squares: usize,
  slope: usize,
  bytes: usize,
  rate: f32,
  regularization: f32,
): void {
  const rates = f32x4.splat(rate)
  const held = f32x4.splat(regularization)
  const ones = f32x4.splat(1)
  const end = intAt(offsets, row + 1)
  for (let at = intAt(offsets, row); at < end; at++) {
    const place = <usize>intAt(columns, at) * bytes
    const value = f32x4.splat(floatAt(values, at))
    for (let byte: usize = 0; byte < bytes; byte += 16) {
      const own = f32x4.mul(value, v128.load(slope + byte))
      const square = v128.load(squares + place + byte)
      const local = f32x4.div(rates, f32x4.sqrt(square))
      const moved = f32x4.sub(v128.load(features + place + byte), f32x4.mul(local, own))
      v128.store(features + place + byte, f32x4.mul(moved, f32x4.sub(ones, f32x4.mul(local, held))))
      v128.store(squares + place + byte, f32x4.add(square, f32x4.mul(own, own)))
    }
  }
}
