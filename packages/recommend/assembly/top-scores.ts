import { offer, sortBest } from './best'
import { floatAt, intAt } from './vectors'

/** Users whose scores are computed together, and those of one pass over a panel. */
const TOGETHER: i32 = 32
const GROUP: i32 = 4
/** Items of a panel, and panels that stay in the second-level cache while all users pass. */
const PANEL: i32 = 8
const BLOCK: i32 = 64

/** Lays down the factors of items `items[8·task]` … as panels: number by number, eight items beside each other. */
export function packItems(
  _scratch: usize,
  first: i32,
  last: i32,
  items: usize,
  count: i32,
  factors: usize,
  width: i32,
  depth: i32,
  panels: usize,
): void {
  for (let panel = first; panel < last; panel++) {
    const to = panels + ((<usize>(panel * depth * PANEL)) << 2)
    memory.fill(to, 0, (<usize>(depth * PANEL)) << 2)
    for (let i = 0; i < min(PANEL, count - panel * PANEL); i++) {
      const from = factors + ((<usize>(intAt(items, panel * PANEL + i) * width)) << 2)
      for (let d = 0; d < depth; d++) {
        store<f32>(to + ((<usize>(d * PANEL + i)) << 2), floatAt(from, d))
      }
    }
  }
}

/**
 * The `k` items of the greatest products with each user's factors, best first, by their positions in the panels; −1
 * where there are fewer. A task is 32 users of the list `users`. A user's barred positions are those of row
 * `barredOffsets[place in the list]`. `bounds[b]` is the greatest length of the factors of items 512 · b …: a block none
 * of whose items can be among the best is left out.
 */
export function topScores(
  scratch: usize,
  first: i32,
  last: i32,
  users: usize,
  userCount: i32,
  factors: usize,
  width: i32,
  depth: i32,
  panels: usize,
  count: i32,
  bounds: usize,
  barredOffsets: usize,
  barred: usize,
  k: i32,
  ids: usize,
  scores: usize,
): void {
  const bitBytes = <usize>(((count + 31) >> 5) << 2)
  const bits = scratch + ((<usize>(depth * TOGETHER)) << 2)
  const sizes = bits + bitBytes * <usize>TOGETHER
  const lengths = sizes + ((<usize>TOGETHER) << 2)
  const panelCount = (count + PANEL - 1) / PANEL
  for (let task = first; task < last; task++) {
    const from = task * TOGETHER
    const own = min(TOGETHER, userCount - from)
    memory.fill(bits, 0, bitBytes * <usize>TOGETHER)
    memory.fill(sizes, 0, (<usize>TOGETHER) << 2)
    for (let i = 0; i < TOGETHER; i++) {
      // A group that is not full repeats the last user.
      const place = from + min(i, own - 1)
      interleave(
        factors + ((<usize>(intAt(users, place) * width)) << 2),
        depth,
        scratch + ((<usize>((i & ~3) * depth + (i & 3))) << 2),
      )
      store<f32>(
        lengths + ((<usize>i) << 2),
        lengthOf(factors + ((<usize>(intAt(users, place) * width)) << 2), depth),
      )
      if (i < own)
        bar(bits + <usize>i * bitBytes, barred, intAt(barredOffsets, place), intAt(barredOffsets, place + 1))
    }
    for (let block = 0; block < panelCount; block += BLOCK) {
      const end = min(block + BLOCK, panelCount)
      const bound = floatAt(bounds, block / BLOCK)
      for (let group = 0; group < own; group += GROUP) {
        if (
          isHopeless(
            bound,
            group,
            min(group + GROUP, own),
            lengths,
            sizes,
            k,
            scores + ((<usize>(from * k)) << 2),
          )
        )
          continue
        for (let panel = block; panel < end; panel++) {
          scorePanel(
            scratch + ((<usize>(group * depth)) << 2),
            panels + ((<usize>(panel * depth * PANEL)) << 2),
            depth,
            panel * PANEL,
            min(PANEL, count - panel * PANEL),
            min(GROUP, own - group),
            bits + <usize>group * bitBytes,
            bitBytes,
            sizes + ((<usize>group) << 2),
            k,
            ids + ((<usize>((from + group) * k)) << 2),
            scores + ((<usize>((from + group) * k)) << 2),
          )
        }
      }
    }
    for (let i = 0; i < own; i++) {
      const at = (<usize>((from + i) * k)) << 2
      sortBest(ids + at, scores + at, intAt(sizes, i), k)
    }
  }
}

function lengthOf(row: usize, depth: i32): f32 {
  let sum: f64 = 0
  for (let d = 0; d < depth; d++) sum += <f64>floatAt(row, d) * <f64>floatAt(row, d)
  return <f32>sqrt(sum)
}

/** What rounding may add to a product beyond the product of the lengths. */
const SLACK: f32 = 1.0001

/** Whether no item of at most this length can be among the best of any of these users, by Cauchy and Schwarz. */
function isHopeless(
  bound: f32,
  from: i32,
  to: i32,
  lengths: usize,
  sizes: usize,
  k: i32,
  scores: usize,
): bool {
  for (let i = from; i < to; i++) {
    if (intAt(sizes, i) < k) return false
    if (floatAt(lengths, i) * bound * SLACK > floatAt(scores, i * k)) return false
  }
  return true
}

function interleave(from: usize, depth: i32, to: usize): void {
  for (let d = 0; d < depth; d++, to += 16) store<f32>(to, floatAt(from, d))
}

function bar(bits: usize, barred: usize, at: i32, end: i32): void {
  for (; at < end; at++) {
    const item = intAt(barred, at)
    const word = bits + ((<usize>(item >> 5)) << 2)
    store<i32>(word, load<i32>(word) | (1 << (item & 31)))
  }
}

/** The score that an item must exceed to be among the user’s best. */
function least(size: i32, k: i32, scores: usize): f32 {
  return size === k ? floatAt(scores, 0) : -f32.MAX_VALUE
}

/** Scores a panel for four users; each score is summed number by number. */
function scorePanel(
  four: usize,
  panel: usize,
  depth: i32,
  item: i32,
  items: i32,
  users: i32,
  bits: usize,
  bitBytes: usize,
  sizes: usize,
  k: i32,
  ids: usize,
  scores: usize,
): void {
  let a0 = f32x4.splat(0)
  let a1 = a0
  let b0 = a0
  let b1 = a0
  let c0 = a0
  let c1 = a0
  let d0 = a0
  let d1 = a0
  const end = four + ((<usize>depth) << 4)
  for (; four < end; four += 16, panel += 32) {
    const front = v128.load(panel)
    const back = v128.load(panel, 16)
    const a = v128.load32_splat(four)
    a0 = f32x4.add(a0, f32x4.mul(a, front))
    a1 = f32x4.add(a1, f32x4.mul(a, back))
    const b = v128.load32_splat(four, 4)
    b0 = f32x4.add(b0, f32x4.mul(b, front))
    b1 = f32x4.add(b1, f32x4.mul(b, back))
    const c = v128.load32_splat(four, 8)
    c0 = f32x4.add(c0, f32x4.mul(c, front))
    c1 = f32x4.add(c1, f32x4.mul(c, back))
    const d = v128.load32_splat(four, 12)
    d0 = f32x4.add(d0, f32x4.mul(d, front))
    d1 = f32x4.add(d1, f32x4.mul(d, back))
  }
  const row = (<usize>k) << 2
  take(a0, a1, item, items, bits, sizes, k, ids, scores)
  if (users > 1) take(b0, b1, item, items, bits + bitBytes, sizes + 4, k, ids + row, scores + row)
  if (users > 2) take(c0, c1, item, items, bits + 2 * bitBytes, sizes + 8, k, ids + 2 * row, scores + 2 * row)
  if (users > 3)
    take(d0, d1, item, items, bits + 3 * bitBytes, sizes + 12, k, ids + 3 * row, scores + 3 * row)
}

/** Offers a user the eight scores of a panel. */
function take(
  front: v128,
  back: v128,
  item: i32,
  items: i32,
  bits: usize,
  size: usize,
  k: i32,
  ids: usize,
  scores: usize,
): void {
  let border = least(load<i32>(size), k, scores)
  const borders = f32x4.splat(border)
  let mask = i32x4.bitmask(f32x4.gt(front, borders)) | (i32x4.bitmask(f32x4.gt(back, borders)) << 4)
  for (; mask !== 0; mask &= mask - 1) {
    const i = ctz(mask)
    const id = item + i
    if (i >= items || ((intAt(bits, id >> 5) >> (id & 31)) & 1) !== 0) continue
    const score = laneOf(i < 4 ? front : back, i & 3)
    if (!(score > border)) continue
    const kept = offer(ids, scores, load<i32>(size), k, id, score)
    store<i32>(size, kept)
    border = least(kept, k, scores)
  }
}

function laneOf(four: v128, i: i32): f32 {
  if (i === 0) return f32x4.extract_lane(four, 0)
  if (i === 1) return f32x4.extract_lane(four, 1)
  if (i === 2) return f32x4.extract_lane(four, 2)
  return f32x4.extract_lane(four, 3)
}
