import { logistic } from './logistic'
import { drawBlocks } from './philox'
import { below, drawPlace, holds, rowOfEntry } from './sampling'
import { intAt } from './vectors'

// Rendle, Freudenthaler, Gantner and Schmidt-Thieme, "BPR: Bayesian personalized ranking from implicit feedback"
// (UAI 2009, arXiv:1205.2618).

/** Samples of a task. */
const BATCH: i32 = 1024
/** Samples that are drawn, and whose rows are brought into the cache, before the first of them is learnt from. */
const AHEAD: i32 = 32

/**
 * Learns from `BATCH` samples per task, in order: one of `entries` entries of the matrix from `base` on by chance, and for its user an item that they
 * have nothing to do with, drawn by a table of weights; a sample of which three draws give none such is left out. Both
 * items' factors and biases and the user's factors move towards the right order of the scores. Columns ascend in each
 * row; `guides[e >> 6]` is the row of entry e & ~63; `marks` are set by `markEntries`.
 *
 * `counts[0]` counts the samples, `counts[1]` those in the right order already. `scratch`: 1024 bytes.
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
  base: i32,
  entries: i32,
  guides: usize,
  marks: usize,
  borders: usize,
  aliases: usize,
  items: i32,
  x: usize,
  y: usize,
  biases: usize,
  width: i32,
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
    for (let i: usize = 0; i < (<usize>size) << 4; i += 16) {
      const entry = base + below(load<u32>(words + i), entries)
      store<i32>(picked + i, rowOfEntry(entry, guides, offsets))
      store<i32>(picked + i, intAt(columns, entry), 4)
    }
    for (let i: usize = 0; i < (<usize>size) << 4; i += 16) {
      const user = load<i32>(picked + i)
      let other = -1
      for (let attempt: usize = 4; attempt < 16 && other < 0; attempt += 4) {
        const item = drawPlace(load<u32>(words + i + attempt), borders, aliases, items)
        if (!holds(user, item, offsets, columns, marks)) other = item
      }
      store<i32>(picked + i, other, 8)
      if (other < 0) continue
      touch(
        picked + i,
        x + <usize>user * bytes,
        y + <usize>load<i32>(picked + i, 4) * bytes,
        y + <usize>other * bytes,
        bytes,
      )
    }
    for (let i: usize = 0; i < (<usize>size) << 4; i += 16) {
      const other = load<i32>(picked + i, 8)
      if (other < 0) continue
      drawn++
      const liked = load<i32>(picked + i, 4)
      const user = x + <usize>load<i32>(picked + i) * bytes
      const pair = learnPair(
        user,
        y + <usize>liked * bytes,
        y + <usize>other * bytes,
        bytes,
        biases + ((<usize>liked) << 2),
        biases + ((<usize>other) << 2),
        rate,
        regularization,
      )
      if (pair) right++
    }
  }
  store<f64>(counts, load<f64>(counts) + <f64>drawn)
  store<f64>(counts, load<f64>(counts, 8) + <f64>right, 8)
}

/** Reads a number of every cache line, so that the lines come from memory at the same time. */
function touch(sample: usize, user: usize, liked: usize, other: usize, bytes: usize): void {
  let sum: i32 = 0
  for (let at: usize = 0; at < bytes; at += 64) {
    sum |= load<i32>(user + at) | load<i32>(liked + at) | load<i32>(other + at)
  }
  store<i32>(sample, sum, 12) // so that the reads are not left out
}

/** One step; returns whether the items were in the right order. */
function learnPair(
  user: usize,
  liked: usize,
  other: usize,
  bytes: usize,
  likedBias: usize,
  otherBias: usize,
  rate: f32,
  regularization: f32,
): bool {
  let sum = f32x4.splat(0)
  for (let at: usize = 0; at < bytes; at += 16) {
    const difference = f32x4.sub(v128.load(liked + at), v128.load(other + at))
    sum = f32x4.add(sum, f32x4.mul(v128.load(user + at), difference))
  }
  const halves = f32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1))
  const product = f32x4.extract_lane(f32x4.add(halves, v128.shuffle<i32>(halves, halves, 1, 0, 3, 2)), 0)
  const score = product + (load<f32>(likedBias) - load<f32>(otherBias))
  const pull = rate * <f32>logistic(score)
  const shrink: f32 = <f32>1 - rate * regularization
  store<f32>(likedBias, shrink * load<f32>(likedBias) + pull)
  store<f32>(otherBias, shrink * load<f32>(otherBias) - pull)
  const pulls = f32x4.splat(pull)
  const shrinks = f32x4.splat(shrink)
  for (let at: usize = 0; at < bytes; at += 16) {
    const u = v128.load(user + at)
    const l = v128.load(liked + at)
    const o = v128.load(other + at)
    const step = f32x4.mul(pulls, u)
    v128.store(user + at, f32x4.add(f32x4.mul(shrinks, u), f32x4.mul(pulls, f32x4.sub(l, o))))
    v128.store(liked + at, f32x4.add(f32x4.mul(shrinks, l), step))
    v128.store(other + at, f32x4.sub(f32x4.mul(shrinks, o), step))
  }
  return score > 0
}
