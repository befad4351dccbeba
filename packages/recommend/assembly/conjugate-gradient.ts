import { addFour, addScaled, dot, dots, floatAt, intAt } from './vectors'

// Least squares by conjugate gradients: Takács, Pilászy and Tikk, "Applications of the conjugate gradient method for
// implicit feedback collaborative filtering" (RecSys 2011, doi:10.1145/2043932.2043987).

/** Columns whose factors stay in the second-level cache while long rows are worked on together. */
const TILE: i32 = 2048

/** out = (gram + penalty · I) · p */
function applyBase(gram: usize, penalty: f32, p: usize, out: usize, bytes: usize): void {
  memory.fill(out, 0, bytes)
  addScaled(out, p, penalty, bytes)
  if (gram === 0) return
  for (let at: usize = 0; at < bytes; at += 16, gram += bytes << 2) {
    addFour(out, gram, gram + bytes, gram + 2 * bytes, gram + 3 * bytes, v128.load(p + at), bytes)
  }
}

/**
 * Improves the solutions of `tasks[first]` … `tasks[last] − 1`, each a range of rows in `order`, from where they are,
 * by `steps` steps: for row u with entries k, solves
 *
 *     (gram + penaltyᵤ · I + Σₖ aₖ · yₖ ⊗ yₖ) xᵤ = Σₖ bₖ · yₖ,   aₖ = slope · |cₖ| + shift,   bₖ = max(cₖ, floor)
 *
 * where cₖ is the entry's value, `valueStep` bytes after that of the one before (0: four of one value stand at `values`),
 * and yₖ the factors of its column. A row without entries becomes 0.
 *
 * Rows before `together` in `order` are long: those of a task are advanced together, tile by tile of the columns,
 * which must ascend in each row. The additions are the same, in the same order.
 */
export function solveByGradients(
  scratch: usize,
  first: i32,
  last: i32,
  tasks: usize,
  order: usize,
  together: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  valueStep: i32,
  penalties: usize,
  slope: f32,
  shift: f32,
  floor: f32,
  gram: usize,
  x: usize,
  y: usize,
  width: i32,
  steps: i32,
): void {
  const bytes = (<usize>width) << 2
  for (let task = first; task < last; task++) {
    const end = intAt(tasks, task + 1)
    let from = intAt(tasks, task)
    while (from < end) {
      const to = from < together ? end : from + 1
      solveRows(
        scratch,
        order + ((<usize>from) << 2),
        to - from,
        offsets,
        columns,
        values,
        valueStep,
        penalties,
        slope,
        shift,
        floor,
        gram,
        x,
        y,
        bytes,
        steps,
      )
      from = to
    }
  }
}

/** What is kept of each row in work: where it is in its entries, r·r, and the rows r, p and A·p. */
function solveRows(
  scratch: usize,
  rows: usize,
  count: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  valueStep: i32,
  penalties: usize,
  slope: f32,
  shift: f32,
  floor: f32,
  gram: usize,
  x: usize,
  y: usize,
  bytes: usize,
  steps: i32,
): void {
  const cursors = scratch
  const squares = cursors + ((<usize>count) << 2)
  const vectors = (squares + ((<usize>count) << 2) + 15) & ~15
  for (let step = -1; step < steps; step++) {
    for (let i = 0; i < count; i++) {
      const row = intAt(rows, i)
      const r = vectors + <usize>(3 * i) * bytes
      const p = r + bytes
      store<i32>(cursors + ((<usize>i) << 2), intAt(offsets, row))
      applyBase(gram, floatAt(penalties, row), step < 0 ? x + <usize>row * bytes : p, p + bytes, bytes)
    }
    // The sums over the entries: A·p, or where the first step is prepared, A·x − b.
    let ongoing = true
    for (let border = count > 1 ? TILE : i32.MAX_VALUE; ongoing; border += TILE) {
      ongoing = false
      for (let i = 0; i < count; i++) {
        const row = intAt(rows, i)
        const p = vectors + <usize>(3 * i + 1) * bytes
        const place = cursors + ((<usize>i) << 2)
        const end = intAt(offsets, row + 1)
        const at = addEntries(
          load<i32>(place),
          end,
          border,
          columns,
          values,
          valueStep,
          slope,
          shift,
          floor,
          y,
          step < 0 ? x + <usize>row * bytes : p,
          p + bytes,
          step < 0,
          bytes,
        )
        store<i32>(place, at)
        if (at < end) ongoing = true
      }
    }
    for (let i = 0; i < count; i++) {
      const row = intAt(rows, i)
      const r = vectors + <usize>(3 * i) * bytes
      const square = squares + ((<usize>i) << 2)
      if (step >= 0) advance(x + <usize>row * bytes, r, square, bytes)
      else if (intAt(offsets, row) === intAt(offsets, row + 1)) {
        memory.fill(x + <usize>row * bytes, 0, bytes)
        store<f32>(square, 0)
      } else begin(r, square, bytes)
    }
  }
}

/** out += Σₖ (aₖ · yₖ·p − bₖ) · yₖ, without bₖ unless `residual`, up to the columns of `border`; returns where it ended. */
function addEntries(
  k: i32,
  end: i32,
  border: i32,
  columns: usize,
  values: usize,
  valueStep: i32,
  slope: f32,
  shift: f32,
  floor: f32,
  y: usize,
  p: usize,
  out: usize,
  residual: bool,
  bytes: usize,
): i32 {
  const slopes = f32x4.splat(slope)
  const shifts = f32x4.splat(shift)
  const floors = f32x4.splat(floor)
  for (; k + 4 <= end; k += 4) {
    const at = columns + ((<usize>k) << 2)
    const furthest = load<i32>(at, 12)
    if (furthest >= border) return k
    const y0 = y + <usize>load<i32>(at) * bytes
    const y1 = y + <usize>load<i32>(at, 4) * bytes
    const y2 = y + <usize>load<i32>(at, 8) * bytes
    const y3 = y + <usize>furthest * bytes
    const c = v128.load(values + <usize>k * <usize>valueStep)
    const a = f32x4.add(f32x4.mul(slopes, f32x4.abs(c)), shifts)
    let s = f32x4.mul(a, dots(y0, y1, y2, y3, p, bytes))
    if (residual) s = f32x4.sub(s, f32x4.max(c, floors))
    addFour(out, y0, y1, y2, y3, s, bytes)
  }
  for (; k < end; k++) {
    const column = intAt(columns, k)
    if (column >= border) return k
    const row = y + <usize>column * bytes
    const c = load<f32>(values + <usize>k * <usize>valueStep)
    let s = (slope * abs(c) + shift) * dot(row, p, bytes)
    if (residual) s -= max(c, floor)
    addScaled(out, row, s, bytes)
  }
  return k
}

/** r = −(A·x − b), p = r */
function begin(r: usize, square: usize, bytes: usize): void {
  const p = r + bytes
  const gradient = p + bytes
  for (let at: usize = 0; at < bytes; at += 16) {
    const minus = f32x4.neg(v128.load(gradient + at))
    v128.store(r + at, minus)
    v128.store(p + at, minus)
  }
  store<f32>(square, dot(r, r, bytes))
}

/** One step: x += α · p, r −= α · A·p, p = r + β · p. Nothing once the residual has vanished. */
function advance(x: usize, r: usize, square: usize, bytes: usize): void {
  const p = r + bytes
  const product = p + bytes
  const old = load<f32>(square)
  if (!(old > 1e-20)) return
  const alpha = old / dot(p, product, bytes)
  addScaled(x, p, alpha, bytes)
  addScaled(r, product, -alpha, bytes)
  const now = dot(r, r, bytes)
  store<f32>(square, now)
  const beta = f32x4.splat(now / old)
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(p + at, f32x4.add(v128.load(r + at), f32x4.mul(beta, v128.load(p + at))))
  }
}
