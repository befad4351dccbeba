import { addOuterProducts } from './outer-products'

/** Rows of one partial sum: fixed, so that the sums do not depend on who computes them. */
const BLOCK: i32 = 1024

/** Writes Σ rowᵀ·row of each block of 1024 rows, `width` × `width`, on and below the diagonal. A task is a block. */
export function gramBlocks(
  _scratch: usize,
  first: i32,
  last: i32,
  factors: usize,
  rows: i32,
  width: i32,
  sums: usize,
): void {
  const bytes = (<usize>width) << 2
  for (let block = first; block < last; block++) {
    const sum = sums + <usize>block * bytes * <usize>width
    const from = block * BLOCK
    const at = factors + <usize>from * bytes
    memory.fill(sum, 0, bytes * <usize>width)
    addOuterProducts(sum, at, at, min(BLOCK, rows - from), bytes)
  }
}

/** gram = scale · Σ sums, in double precision and symmetric. A task is a row. */
export function gramSum(
  _scratch: usize,
  first: i32,
  last: i32,
  sums: usize,
  blocks: i32,
  width: i32,
  scale: f32,
  gram: usize,
): void {
  const size = (<usize>(width * width)) << 2
  for (let i = first; i < last; i++) {
    for (let j = 0; j < width; j++) {
      // The entry below the diagonal.
      let at = sums + ((<usize>(max(i, j) * width + min(i, j))) << 2)
      let sum: f64 = 0
      for (let block = 0; block < blocks; block++, at += size) sum += <f64>load<f32>(at)
      store<f32>(gram + ((<usize>(i * width + j)) << 2), <f32>(<f64>scale * sum))
    }
  }
}
