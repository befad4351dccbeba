import { floatAt, intAt } from './vectors'

// Sparse linear methods: Ning and Karypis, "SLIM: sparse linear methods for top-N recommender systems" (ICDM 2011,
// doi:10.1109/ICDM.2011.134); by coordinate descent on inner products, as Friedman, Hastie and Tibshirani,
// "Regularization paths for generalized linear models via coordinate descent" (Journal of Statistical Software 2010).

/** A task is a row: its products with all rows, `count` numbers of `products`. `scratch`: `count` doubles. */
export function rowProducts(
  scratch: usize,
  first: i32,
  last: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  acrossOffsets: usize,
  acrossRows: usize,
  acrossValues: usize,
  count: i32,
  products: usize,
): void {
  for (let row = first; row < last; row++) {
    memory.fill(scratch, 0, (<usize>count) << 3)
    const end = intAt(offsets, row + 1)
    for (let entry = intAt(offsets, row); entry < end; entry++) {
      const column = intAt(columns, entry)
      const value = <f64>floatAt(values, entry)
      const to = intAt(acrossOffsets, column + 1)
      for (let at = intAt(acrossOffsets, column); at < to; at++) {
        const place = scratch + ((<usize>intAt(acrossRows, at)) << 3)
        store<f64>(place, load<f64>(place) + value * <f64>floatAt(acrossValues, at))
      }
    }
    const out = products + ((<usize>row * <usize>count) << 2)
    for (let other: usize = 0; other < <usize>count; other++) {
      store<f32>(out + (other << 2), <f32>load<f64>(scratch + (other << 3)))
    }
  }
}

/**
 * A task is a row to be made up of the others: writes the weights that minimize
 * ½ |row − Σ weightₖ · rowₖ|² + l1 · Σ |weightₖ| + ½ l2 · Σ weightₖ², to `count` numbers of `out`, row `start` first.
 * Weights of all rows are improved in turn, then those that are not 0 until none moves by more than `tolerance`, and
 * so on, for `rounds` rounds at most. `scratch`: 2 · `count` doubles.
 */
export function elasticNet(
  scratch: usize,
  first: i32,
  last: i32,
  start: i32,
  products: usize,
  count: i32,
  l1: f64,
  l2: f64,
  positive: i32,
  tolerance: f64,
  rounds: i32,
  out: usize,
): void {
  const size = <usize>count
  const rests = scratch
  const weights = scratch + (size << 3)
  for (let task = first; task < last; task++) {
    const target = start + task
    const own = products + ((<usize>target * size) << 2)
    memory.fill(weights, 0, size << 3)
    for (let k: usize = 0; k < size; k++) store<f64>(rests + (k << 3), <f64>load<f32>(own + (k << 2)))
    let all = true
    for (let round = 0; round < rounds; round++) {
      let moved: f64 = 0
      for (let k = 0; k < count; k++) {
        const place = (<usize>k) << 3
        const weight = load<f64>(weights + place)
        if (k === target || (!all && weight === 0)) continue
        const row = products + ((<usize>k * size) << 2)
        const square = <f64>floatAt(row, k)
        if (square === 0) continue
        const rest = load<f64>(rests + place) + square * weight
        let next: f64 = 0
        if (rest > l1) next = (rest - l1) / (square + l2)
        else if (rest < -l1 && positive === 0) next = (rest + l1) / (square + l2)
        const step = next - weight
        if (step === 0) continue
        store<f64>(weights + place, next)
        subtractScaled(rests, row, step, size)
        moved = max<f64>(moved, abs<f64>(step))
      }
      if (moved > tolerance) all = false
      else if (all) break
      else all = true
    }
    const to = out + ((<usize>task * size) << 2)
    for (let k: usize = 0; k < size; k++) store<f32>(to + (k << 2), <f32>load<f64>(weights + (k << 3)))
  }
}

/** rests −= factor · row */
function subtractScaled(rests: usize, row: usize, factor: f64, size: usize): void {
  const factors = f64x2.splat(factor)
  const pairs = size & ~(<usize>1)
  for (let k: usize = 0; k < pairs; k += 2) {
    const place = rests + (k << 3)
    const values = f64x2.promote_low_f32x4(v128.load64_zero(row + (k << 2)))
    v128.store(place, f64x2.sub(v128.load(place), f64x2.mul(factors, values)))
  }
  if (pairs === size) return
  const place = rests + (pairs << 3)
  store<f64>(place, load<f64>(place) - factor * <f64>load<f32>(row + (pairs << 2)))
}
