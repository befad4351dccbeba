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

/** Which of a row's bits, eight for each of its entries, stands for a column. */
function bitOf(column: i32, count: i32): u32 {
  return <u32>((<u64>(<u32>column * 0x9e3779b1) * ((<u64>count) << 3)) >> 32)
}

/** Sets the bit of every entry of rows `first` … `last − 1`; a byte for each entry, which lie where the entries do. */
export function markEntries(
  _scratch: usize,
  first: i32,
  last: i32,
  offsets: usize,
  columns: usize,
  marks: usize,
): void {
  for (let row = first; row < last; row++) {
    const from = intAt(offsets, row)
    const end = intAt(offsets, row + 1)
    for (let at = from; at < end; at++) {
      const bit = bitOf(intAt(columns, at), end - from)
      const byte = marks + <usize>from + <usize>(bit >> 3)
      store<u8>(byte, <u8>(<u32>load<u8>(byte) | ((<u32>1) << (bit & 7))))
    }
  }
}

/** Whether a row has an entry in a column. Most that it has not are told by their bit, without a search. */
export function holds(row: i32, column: i32, offsets: usize, columns: usize, marks: usize): bool {
  const from = intAt(offsets, row)
  let count = intAt(offsets, row + 1) - from
  if (count === 0) return false
  const bit = bitOf(column, count)
  if (((<u32>load<u8>(marks + <usize>from + <usize>(bit >> 3)) >> (bit & 7)) & 1) === 0) return false
  let list = columns + ((<usize>from) << 2)
  while (count > 1) {
    const half = count >> 1
    list += select<usize>((<usize>half) << 2, 0, load<i32>(list + ((<usize>half) << 2)) <= column)
    count -= half
  }
  return load<i32>(list) === column
}
