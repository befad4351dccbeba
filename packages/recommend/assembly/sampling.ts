import { intAt } from './vectors'

/** A number below `bound`, from 32 random bits. */
export function below(word: u32, bound: i32): i32 {
  return <i32>((<u64>word * <u64>bound) >> 32)
}

/** A place of a table of weights by Walker's alias method: where what is left of the word is below the border, itself. */
export function drawPlace(word: u32, borders: usize, aliases: usize, size: i32): i32 {
  const product = <u64>word * <u64>size
  const place = <i32>(product >> 32)
  return <u32>product < <u32>intAt(borders, place) ? place : intAt(aliases, place)
}

/** The row of an entry, from the row of the first of its 64. */
export function rowOfEntry(entry: i32, guides: usize, offsets: usize): i32 {
  let row = intAt(guides, entry >> 6)
  while (intAt(offsets, row + 1) <= entry) row++
  return row
}

/** Which bit stands for a pair, out of 2 to the power of 32 − `shift`. */
function bitOf(row: i32, column: i32, shift: i32): u32 {
  return (((<u32>row * 0x9e3779b1) ^ (<u32>column * 0x85ebca77)) * 0xc2b2ae3d) >> shift
}

/** Sets the bit of every entry of rows `first` … `last − 1`. */
export function markEntries(
  _scratch: usize,
  first: i32,
  last: i32,
  offsets: usize,
  columns: usize,
  marks: usize,
  shift: i32,
): void {
  for (let row = first; row < last; row++) {
    const end = intAt(offsets, row + 1)
    for (let at = intAt(offsets, row); at < end; at++) {
      const bit = bitOf(row, intAt(columns, at), shift)
      const word = marks + ((<usize>(bit >> 5)) << 2)
      store<i32>(word, load<i32>(word) | (1 << (bit & 31)))
    }
  }
}

/** Whether a row has an entry in a column. Most that it has not are told by their bit, without a search. */
export function holds(row: i32, column: i32, offsets: usize, columns: usize, marks: usize, shift: i32): bool {
  const bit = bitOf(row, column, shift)
  if (((intAt(marks, <i32>(bit >> 5)) >> (bit & 31)) & 1) === 0) return false
  const from = intAt(offsets, row)
  let count = intAt(offsets, row + 1) - from
  let list = columns + ((<usize>from) << 2)
  while (count > 1) {
    const half = count >> 1
    list += select<usize>((<usize>half) << 2, 0, load<i32>(list + ((<usize>half) << 2)) <= column)
    count -= half
  }
  return load<i32>(list) === column
}
