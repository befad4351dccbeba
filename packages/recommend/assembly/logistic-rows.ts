import { logistic } from './logistic'
import { drawBlocks } from './philox'
import { drawPlace } from './sampling'
import { addScaled, dot, floatAt, intAt } from './vectors'

// Johnson, "Logistic matrix factorization for implicit feedback data" (NeurIPS workshop 2014), with drawn negatives, as in
// implicit.

/** Blocks of four words that are drawn at a time. */
const AHEAD: i32 = 16

/**
 * A task is a row: a step of x towards choices of its columns, weighed by their values, and away from `negatives` times
 * as many columns that are drawn by a table of weights, each number by rate ÷ √(sum of its squared slopes). Row r draws
 * the blocks from start + (offsets[r] · blocks of an entry) on. The number at `one` stays. `scratch`: a row of `width`
 * and 256 bytes.
 */
export function learnChoices(
  scratch: usize,
  first: i32,
  last: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  start: f64,
  key0: u32,
  key1: u32,
  negatives: i32,
  borders: usize,
  aliases: usize,
  count: i32,
  x: usize,
  squares: usize,
  y: usize,
  width: i32,
  one: i32,
  rate: f32,
  regularization: f32,
): void {
  const bytes = (<usize>width) << 2
  const words = scratch
  const slope = scratch + 256
  const blocks = <u64>((negatives + 3) / 4)
  for (let row = first; row < last; row++) {
    const from = intAt(offsets, row)
    const to = intAt(offsets, row + 1)
    if (from === to) continue
    const own = x + <usize>row * bytes
    memory.fill(slope, 0, bytes)
    for (let at = from; at < to; at++) {
      const other = y + <usize>intAt(columns, at) * bytes
      addScaled(slope, other, floatAt(values, at) * <f32>logistic(dot(own, other, bytes)), bytes)
    }
    const draws = (to - from) * negatives
    const block = <u64>start + <u64>from * blocks
    for (let drawn = 0; drawn < draws; drawn++) {
      const place = drawn % (4 * AHEAD)
      if (place === 0) drawBlocks(key0, key1, block + <u64>(drawn / 4), AHEAD, words)
      const word = load<u32>(words + ((<usize>place) << 2))
      const other = y + <usize>drawPlace(word, borders, aliases, count) * bytes
      addScaled(slope, other, -(<f32>logistic(-dot(own, other, bytes))), bytes)
    }
    addScaled(slope, own, -regularization, bytes)
    store<f32>(slope + ((<usize>one) << 2), 0)
    climb(own, squares + <usize>row * bytes, slope, rate, bytes)
  }
}

function climb(own: usize, squares: usize, slope: usize, rate: f32, bytes: usize): void {
  const rates = f32x4.splat(rate)
  const least = f32x4.splat(1e-6)
  for (let at: usize = 0; at < bytes; at += 16) {
    const s = v128.load(slope + at)
    const square = f32x4.add(v128.load(squares + at), f32x4.mul(s, s))
    const local = f32x4.div(rates, f32x4.sqrt(f32x4.add(least, square)))
    v128.store(squares + at, square)
    v128.store(own + at, f32x4.add(v128.load(own + at), f32x4.mul(local, s)))
  }
}
