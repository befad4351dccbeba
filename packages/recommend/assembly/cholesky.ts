import { addOuterProducts } from './outer-products'
import { addFour, addScaled, dot, dots, floatAt, intAt } from './vectors'

// Least squares by normal equations: Hu, Koren and Volinsky, "Collaborative filtering for implicit feedback datasets"
// (ICDM 2008, doi:10.1109/ICDM.2008.22).

/** Entries whose rows are gathered before their outer products are added. */
const GATHERED: i32 = 32

/**
 * Solves rows `order[first]` … `order[last] − 1`: for row u with entries k,
 *
 *     (gram + penaltyᵤ · I + Σₖ aₖ · yₖ ⊗ yₖ) xᵤ = Σₖ bₖ · yₖ,   aₖ = slope · |cₖ| + shift,   bₖ = max(cₖ, floor)
 *
 * A row without entries becomes 0. Factors from `factors` to `width` are padding and 0.
 */
export function solveByCholesky(
  scratch: usize,
  first: i32,
  last: i32,
  order: usize,
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
  factors: i32,
): void {
  const bytes = (<usize>width) << 2
  const matrix = scratch
  const right = matrix + bytes * <usize>width // one more row of the matrix
  const inverses = right + bytes
  const gathered = inverses + bytes
  const scaled = gathered + bytes * <usize>GATHERED
  for (let task = first; task < last; task++) {
    const row = intAt(order, task)
    const out = x + <usize>row * bytes
    const end = intAt(offsets, row + 1)
    let k = intAt(offsets, row)
    memory.fill(out, 0, bytes)
    if (k === end) continue
    if (gram === 0) memory.fill(matrix, 0, bytes * <usize>width)
    else memory.copy(matrix, gram, bytes * <usize>width)
    memory.fill(right, 0, bytes)
    while (k < end) {
      const count = min(GATHERED, end - k)
      for (let i = 0; i < count; i++) {
        const c = load<f32>(values + <usize>(k + i) * <usize>valueStep)
        const from = y + <usize>intAt(columns, k + i) * bytes
        const a = f32x4.splat(slope * abs(c) + shift)
        const copy = gathered + <usize>i * bytes
        const product = scaled + <usize>i * bytes
        for (let at: usize = 0; at < bytes; at += 16) {
          const values = v128.load(from + at)
          v128.store(copy + at, values)
          v128.store(product + at, f32x4.mul(a, values))
        }
        addScaled(right, copy, max(c, floor), bytes)
      }
      addOuterProducts(matrix, scaled, gathered, count, bytes)
      k += count
    }
    const penalty = floatAt(penalties, row)
    for (let i = 0; i < width; i++) {
      const diagonal = matrix + <usize>i * (bytes + 4)
      store<f32>(diagonal, i < factors ? load<f32>(diagonal) + penalty : 1)
    }
    decompose(matrix, inverses, width)
    substitute(matrix, right, inverses, out, width)
  }
}

/** Four entries of a row of L, in place: what is left of them after the columns before, by the 4 × 4 block of rows j … j + 3. */
function eliminate(row: usize, block: usize, j: i32, inverses: usize, bytes: usize): void {
  const before = (<usize>j) << 2
  const sums = dots(block, block + bytes, block + 2 * bytes, block + 3 * bytes, row, before)
  const at = row + before
  const rest = f32x4.sub(v128.load(at), sums)
  const b1 = block + bytes + before
  const b2 = b1 + bytes
  const b3 = b2 + bytes
  const x0 = f32x4.extract_lane(rest, 0) * floatAt(inverses, j)
  const x1 = (f32x4.extract_lane(rest, 1) - x0 * load<f32>(b1)) * floatAt(inverses, j + 1)
  const x2 =
    (f32x4.extract_lane(rest, 2) - x0 * load<f32>(b2) - x1 * load<f32>(b2, 4)) * floatAt(inverses, j + 2)
  const x3 =
    (f32x4.extract_lane(rest, 3) - x0 * load<f32>(b3) - x1 * load<f32>(b3, 4) - x2 * load<f32>(b3, 8)) *
    floatAt(inverses, j + 3)
  store<f32>(at, x0)
  store<f32>(at, x1, 4)
  store<f32>(at, x2, 8)
  store<f32>(at, x3, 12)
}

/** matrix = L · Lᵀ, on and below the diagonal, in place; and 1 ÷ the diagonal of L. */
function decompose(matrix: usize, inverses: usize, width: i32): void {
  const bytes = (<usize>width) << 2
  for (let i = 0; i < width; i++) {
    const row = matrix + <usize>i * bytes
    const block = i & ~3
    for (let j = 0; j < block; j += 4) eliminate(row, matrix + <usize>j * bytes, j, inverses, bytes)
    // The last, cut block of the row: by each row of the same block before this one, then by itself.
    const before = (<usize>block) << 2
    for (let j = block; j <= i; j++) {
      const other = matrix + <usize>j * bytes
      let rest = floatAt(row, j) - dot(row, other, before)
      for (let k = block; k < j; k++) rest -= floatAt(row, k) * floatAt(other, k)
      if (j < i) store<f32>(row + ((<usize>j) << 2), rest * floatAt(inverses, j))
      else store<f32>(inverses + ((<usize>j) << 2), 1 / sqrt(max(rest, f32.MIN_NORMAL_VALUE)))
    }
  }
}

/** L · Lᵀ · x = right; `right` is overwritten. */
function substitute(matrix: usize, right: usize, inverses: usize, x: usize, width: i32): void {
  const bytes = (<usize>width) << 2
  for (let j = 0; j < width; j += 4) eliminate(right, matrix + <usize>j * bytes, j, inverses, bytes)
  for (let j = width - 4; j >= 0; j -= 4) {
    const block = matrix + <usize>j * bytes
    const at = right + ((<usize>j) << 2)
    const b1 = block + bytes + ((<usize>j) << 2)
    const b2 = b1 + bytes
    const b3 = b2 + bytes
    const x3 = load<f32>(at, 12) * floatAt(inverses, j + 3)
    const x2 = (load<f32>(at, 8) - x3 * load<f32>(b3, 8)) * floatAt(inverses, j + 2)
    const x1 = (load<f32>(at, 4) - x3 * load<f32>(b3, 4) - x2 * load<f32>(b2, 4)) * floatAt(inverses, j + 1)
    const x0 =
      (load<f32>(at) - x3 * load<f32>(b3) - x2 * load<f32>(b2) - x1 * load<f32>(b1)) * floatAt(inverses, j)
    const solved = f32x4(x0, x1, x2, x3)
    v128.store(x + ((<usize>j) << 2), solved)
    addFour(
      right,
      block,
      block + bytes,
      block + 2 * bytes,
      block + 3 * bytes,
      f32x4.neg(solved),
      (<usize>j) << 2,
    )
  }
}
