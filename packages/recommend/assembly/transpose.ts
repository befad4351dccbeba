import { floatAt, intAt } from './vectors'

/** Adds to `counts[column]` how many entries rows `first` … `last − 1` have there. */
export function countColumns(
  _scratch: usize,
  first: i32,
  last: i32,
  offsets: usize,
  columns: usize,
  counts: usize,
): void {
  const end = intAt(offsets, last)
  for (let at = intAt(offsets, first); at < end; at++) {
    const place = counts + ((<usize>intAt(columns, at)) << 2)
    store<i32>(place, load<i32>(place) + 1)
  }
}

/**
 * Puts the entries of rows `first` … `last − 1` where `next[column]` says, row number and value (0 for none), and moves
 * that on by one.
 */
export function scatterColumns(
  _scratch: usize,
  first: i32,
  last: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  next: usize,
  rows: usize,
  moved: usize,
): void {
  for (let row = first; row < last; row++) {
    const end = intAt(offsets, row + 1)
    for (let at = intAt(offsets, row); at < end; at++) {
      const place = next + ((<usize>intAt(columns, at)) << 2)
      const to = (<usize>load<i32>(place)) << 2
      store<i32>(place, load<i32>(place) + 1)
      store<i32>(rows + to, row)
      if (values !== 0) store<f32>(moved + to, floatAt(values, at))
    }
  }
}
