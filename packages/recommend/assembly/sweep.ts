import { floatAt, intAt } from './vectors'

// The inverse of a symmetric, positive definite matrix in double precision, in place: the sweep operator (Goodnight,
// "A tutorial on the SWEEP operator", The American Statistician 1979), a block of columns at a time. Only the lower
// half is kept, as tiles of 64 × 64 that lie one after the other: tile (i, j), j ≤ i, at i (i + 1) ÷ 2 + j. Swept by
// every block it is minus the inverse.

const SIDE: i32 = 64
const ROW: usize = 512
const TILE: usize = 32768

function tileAt(matrix: usize, i: i32, j: i32): usize {
  return matrix + <usize>((i * (i + 1)) / 2 + j) * TILE
}

/** A task is a row of the sparse matrix: adds its products with the rows up to it, found through its columns. */
export function addProducts(
  _scratch: usize,
  first: i32,
  last: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  acrossOffsets: usize,
  acrossRows: usize,
  acrossValues: usize,
  matrix: usize,
): void {
  for (let row = first; row < last; row++) {
    const i = row / SIDE
    const line = tileAt(matrix, i, 0) + <usize>(row % SIDE) * ROW
    const end = intAt(offsets, row + 1)
    for (let entry = intAt(offsets, row); entry < end; entry++) {
      const column = intAt(columns, entry)
      const value = <f64>floatAt(values, entry)
      const to = intAt(acrossOffsets, column + 1)
      // Rows ascend in a column.
      for (let at = intAt(acrossOffsets, column); at < to; at++) {
        const other = intAt(acrossRows, at)
        if (other > row) break
        const place = line + <usize>(other / SIDE) * TILE + ((<usize>(other % SIDE)) << 3)
        store<f64>(place, load<f64>(place) + value * <f64>floatAt(acrossValues, at))
      }
    }
  }
}

/** One task: pivot = the inverse of tile (block, block), of which only the lower half counts. */
export function sweepPivot(
  _scratch: usize,
  _first: i32,
  _last: i32,
  matrix: usize,
  block: i32,
  pivot: usize,
): void {
  const tile = tileAt(matrix, block, block)
  for (let i = 0; i < SIDE; i++) {
    for (let j = 0; j <= i; j++) {
      const value = load<f64>(tile + <usize>i * ROW + ((<usize>j) << 3))
      store<f64>(pivot + <usize>i * ROW + ((<usize>j) << 3), value)
      store<f64>(pivot + <usize>j * ROW + ((<usize>i) << 3), value)
    }
  }
  for (let k = 0; k < SIDE; k++) {
    const own = pivot + <usize>k * ROW
    const inverse = 1 / load<f64>(own + ((<usize>k) << 3))
    store<f64>(own + ((<usize>k) << 3), 1)
    for (let j: usize = 0; j < ROW; j += 8) store<f64>(own + j, load<f64>(own + j) * inverse)
    for (let i = 0; i < SIDE; i++) {
      if (i === k) continue
      const row = pivot + <usize>i * ROW
      const factor = load<f64>(row + ((<usize>k) << 3))
      store<f64>(row + ((<usize>k) << 3), 0)
      for (let j: usize = 0; j < ROW; j += 8)
        store<f64>(row + j, load<f64>(row + j) - factor * load<f64>(own + j))
    }
  }
}

/**
 * A task is a block of rows i: what stands in the columns of `block` is kept, transposed, in `kept[i]`, and replaced by
 * its product with the pivot; the diagonal block by minus the pivot.
 */
export function sweepColumns(
  _scratch: usize,
  first: i32,
  last: i32,
  matrix: usize,
  block: i32,
  pivot: usize,
  kept: usize,
  products: usize,
): void {
  for (let i = first; i < last; i++) {
    const tile = i >= block ? tileAt(matrix, i, block) : tileAt(matrix, block, i)
    if (i === block) {
      for (let at: usize = 0; at < TILE; at += 8) store<f64>(tile + at, -load<f64>(pivot + at))
      continue
    }
    // Above the diagonal the tile that is there is already transposed.
    const own = kept + <usize>i * TILE
    if (i < block) memory.copy(own, tile, TILE)
    else transposeTile(tile, own)
    const product = products + <usize>i * TILE
    memory.fill(product, 0, TILE)
    subtractProduct(product, own, pivot, true)
    if (i > block) memory.copy(tile, product, TILE)
    else transposeTile(product, tile)
  }
}

function transposeTile(from: usize, to: usize): void {
  for (let i = 0; i < SIDE; i++) {
    for (let j = 0; j < SIDE; j++) {
      store<f64>(
        to + <usize>j * ROW + ((<usize>i) << 3),
        load<f64>(from + <usize>i * ROW + ((<usize>j) << 3)),
      )
    }
  }
}

/** A task is a tile (i, j) outside the columns of `block`: subtracts products[i] · kept[j]. */
export function sweepTiles(
  _scratch: usize,
  first: i32,
  last: i32,
  matrix: usize,
  block: i32,
  kept: usize,
  products: usize,
): void {
  for (let task = first; task < last; task++) {
    let i = <i32>((sqrt<f64>(8 * <f64>task + 1) - 1) / 2)
    while (((i + 1) * (i + 2)) / 2 <= task) i++
    while ((i * (i + 1)) / 2 > task) i--
    const j = task - (i * (i + 1)) / 2
    if (i === block || j === block) continue
    subtractProduct(matrix + <usize>task * TILE, products + <usize>i * TILE, kept + <usize>j * TILE, false)
  }
}

/** out −= a · b, or, for `across`, out += aᵀ · b. */
function subtractProduct(out: usize, a: usize, b: usize, across: bool): void {
  const step: usize = across ? ROW : 8
  const row: usize = across ? 8 : ROW
  const sign = f64x2.splat(across ? 1 : -1)
  for (let i: usize = 0; i < <usize>SIDE; i += 4) {
    for (let j: usize = 0; j < ROW; j += 32) {
      let a0 = f64x2.splat(0)
      let a1 = a0
      let b0 = a0
      let b1 = a0
      let c0 = a0
      let c1 = a0
      let d0 = a0
      let d1 = a0
      let left = a + i * row
      let right = b + j
      for (let k = 0; k < SIDE; k++, left += step, right += ROW) {
        const front = v128.load(right)
        const back = v128.load(right, 16)
        const w = v128.load64_splat(left)
        a0 = f64x2.add(a0, f64x2.mul(w, front))
        a1 = f64x2.add(a1, f64x2.mul(w, back))
        const x = v128.load64_splat(left + row)
        b0 = f64x2.add(b0, f64x2.mul(x, front))
        b1 = f64x2.add(b1, f64x2.mul(x, back))
        const y = v128.load64_splat(left + 2 * row)
        c0 = f64x2.add(c0, f64x2.mul(y, front))
        c1 = f64x2.add(c1, f64x2.mul(y, back))
        const z = v128.load64_splat(left + 3 * row)
        d0 = f64x2.add(d0, f64x2.mul(z, front))
        d1 = f64x2.add(d1, f64x2.mul(z, back))
      }
      const to = out + i * ROW + j
      addTo(to, sign, a0, a1)
      addTo(to + ROW, sign, b0, b1)
      addTo(to + 2 * ROW, sign, c0, c1)
      addTo(to + 3 * ROW, sign, d0, d1)
    }
  }
}

function addTo(to: usize, sign: v128, front: v128, back: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.mul(sign, front)))
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(sign, back)), 16)
}
