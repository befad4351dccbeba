import { logistic } from './logistic'
import { drawBlocks } from './philox'
import { intAt } from './vectors'

// Rendle, Freudenthaler, Gantner and Schmidt-Thieme, "BPR: Bayesian personalized ranking from implicit feedback"
// (UAI 2009, arXiv:1205.2618).

/** Samples of a task. */
const BATCH: i32 = 1024
/** Samples that are drawn, and whose rows are brought into the cache, before the first of them is learnt from. */
const AHEAD: i32 = 16

/**
 * Learns from `BATCH` samples per task, in order: an entry of the matrix by chance, and for its user an item that they
 * have nothing to do with, out of `pool`; a sample of which three draws give none such is left out. Both items'
 * factors and the user's move towards the right order of their products. In x, number `bias` of a row stays as it is
 * (1 there gives the items a bias in y). Entry e belongs to user `rowOf[e]`; columns ascend in each row.
 *
 * `counts[0]` counts the samples, `counts[1]` those in the right order already. `scratch`: 512 bytes.
 */
export function learnPairs(
  scratch: usize,
  first: i32,
  last: i32,
  samples: f64,
  start: f64,
  key0: u32,
  key1: u32,
  offsets: usize,
  columns: usize,
  rowOf: usize,
  entries: i32,
  pool: usize,
  poolSize: i32,
  x: usize,
  y: usize,
  width: i32,
  bias: i32,
  rate: f32,
  regularization: f32,
  counts: usize,
): void {
  const bytes = (<usize>width) << 2
  const words = scratch
  const picked = scratch + ((<usize>AHEAD) << 4)
  let drawn = 0
  let right = 0
  const end = min(<f64>last * <f64>BATCH, samples)
  for (let from = <f64>first * <f64>BATCH; from < end; from += <f64>AHEAD) {
    const size = <i32>min(<f64>AHEAD, end - from)
    drawBlocks(key0, key1, <u64>(start + from), size, words)
    for (let i = 0; i < size; i++)
      pick(words + ((<usize>i) << 4), picked + ((<usize>i) << 4), columns, rowOf, entries, pool, poolSize)
    for (let i = 0; i < size; i++)
      decide(words + ((<usize>i) << 4), picked + ((<usize>i) << 4), offsets, columns, pool, poolSize)
    for (let i = 0; i < size; i++) {
      const sample = picked + ((<usize>i) << 4)
      const other = load<i32>(sample, 8)
      if (other < 0) continue
      const user = x + <usize>load<i32>(sample) * bytes
      touch(sample, user, y + <usize>load<i32>(sample, 4) * bytes, y + <usize>other * bytes, bytes)
    }
    for (let i = 0; i < size; i++) {
      const sample = picked + ((<usize>i) << 4)
      const other = load<i32>(sample, 8)
      if (other < 0) continue
      drawn++
      const user = x + <usize>load<i32>(sample) * bytes
      const fixed = user + ((<usize>bias) << 2)
      const kept = load<f32>(fixed)
      const liked = y + <usize>load<i32>(sample, 4) * bytes
      if (learnPair(user, liked, y + <usize>other * bytes, bytes, rate, regularization)) right++
      store<f32>(fixed, kept)
    }
  }
  store<f64>(counts, load<f64>(counts) + <f64>drawn)
  store<f64>(counts, load<f64>(counts, 8) + <f64>right, 8)
}

/** The user and item of a drawn entry, and the first other item. */
function pick(
  words: usize,
  sample: usize,
  columns: usize,
  rowOf: usize,
  entries: i32,
  pool: usize,
  poolSize: i32,
): void {
  const entry = below(load<u32>(words), entries)
  store<i32>(sample, intAt(rowOf, entry))
  store<i32>(sample, intAt(columns, entry), 4)
  store<i32>(sample, intAt(pool, below(load<u32>(words, 4), poolSize)), 8)
}

/** Looks for an other item that the user has nothing to do with; −1 where none of three is such. */
function decide(
  words: usize,
  sample: usize,
  offsets: usize,
  columns: usize,
  pool: usize,
  poolSize: i32,
): void {
  const user = load<i32>(sample)
  const from = intAt(offsets, user)
  const count = intAt(offsets, user + 1) - from
  const own = columns + ((<usize>from) << 2)
  if (!holds(own, count, load<i32>(sample, 8))) return
  for (let attempt: usize = 8; attempt < 16; attempt += 4) {
    const item = intAt(pool, below(load<u32>(words + attempt), poolSize))
    store<i32>(sample, item, 8)
    if (!holds(own, count, item)) return
  }
  store<i32>(sample, -1, 8)
}

/** Reads a number of every cache line, so that the lines come from memory at the same time. */
function touch(sample: usize, user: usize, liked: usize, other: usize, bytes: usize): void {
  let sum: i32 = 0
  for (let at: usize = 0; at < bytes; at += 64) {
    sum |= load<i32>(user + at) | load<i32>(liked + at) | load<i32>(other + at)
  }
  store<i32>(sample, sum, 12) // so that the reads are not left out
}

/** A number below `bound`, from 32 random bits. */
function below(word: u32, bound: i32): i32 {
  return <i32>((<u64>word * <u64>bound) >> 32)
}

/** Whether an ascending list of at least one value holds a value; without branches that depend on it. */
function holds(list: usize, count: i32, value: i32): bool {
  while (count > 1) {
    const half = count >> 1
    list += select<usize>((<usize>half) << 2, 0, load<i32>(list + ((<usize>half) << 2)) <= value)
    count -= half
  }
  return load<i32>(list) === value
}

/** One step; returns whether the items were in the right order. */
function learnPair(
  user: usize,
  liked: usize,
  other: usize,
  bytes: usize,
  rate: f32,
  regularization: f32,
): bool {
  let sum = f32x4.splat(0)
  for (let at: usize = 0; at < bytes; at += 16) {
    sum = f32x4.add(
      sum,
      f32x4.mul(v128.load(user + at), f32x4.sub(v128.load(liked + at), v128.load(other + at))),
    )
  }
  const halves = f32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1))
  const score = f32x4.extract_lane(f32x4.add(halves, v128.shuffle<i32>(halves, halves, 1, 0, 3, 2)), 0)
  const pull = f32x4.splat(rate * <f32>logistic(score))
  const shrink = f32x4.splat(1 - rate * regularization)
  for (let at: usize = 0; at < bytes; at += 16) {
    const u = v128.load(user + at)
    const l = v128.load(liked + at)
    const o = v128.load(other + at)
    const step = f32x4.mul(pull, u)
    v128.store(user + at, f32x4.add(f32x4.mul(shrink, u), f32x4.mul(pull, f32x4.sub(l, o))))
    v128.store(liked + at, f32x4.add(f32x4.mul(shrink, l), step))
    v128.store(other + at, f32x4.sub(f32x4.mul(shrink, o), step))
  }
  return score > 0
}
