import type { Kernels } from '../kernels'
import { intsAt } from './best'
import { intAt, type Views } from './views'

/** A number below `bound`, from 32 random bits. */
export const below = (word: number, bound: number): number => Number((BigInt(word) * BigInt(bound)) >> 32n)

/** A place of a table of weights by Walker's alias method: where what is left of the word is below the border, itself. */
export function drawPlace(
  views: Views,
  word: number,
  borders: number,
  aliases: number,
  size: number,
): number {
  const product = BigInt(word) * BigInt(size)
  const place = Number(product >> 32n)
  const border = intAt(views, borders, place) >>> 0
  return Number(product & 0xffffffffn) < border ? place : intAt(views, aliases, place)
}

/** The row of an entry. */
export function rowOfEntry(views: Views, entry: number, offsets: number): number {
  let row = 0
  while (intAt(views, offsets, row + 1) <= entry) row++
  return row
}

/** The columns in which a row has entries. */
export const columnsOf = (views: Views, row: number, offsets: number, columns: number): ReadonlySet<number> =>
  new Set(intsAt(views, columns, intAt(views, offsets, row), intAt(views, offsets, row + 1)))

export const markEntries =
  (views: Views): Kernels['markEntries'] =>
  (_scratch, first, last, offsets, columns, marks) => {
    for (let row = first; row < last; row++) {
      const [from, end] = [intAt(views, offsets, row), intAt(views, offsets, row + 1)]
      for (const column of columnsOf(views, row, offsets, columns)) {
        const bit = 8 * from + below(Math.imul(column, 0x9e3779b1) >>> 0, 8 * (end - from))
        views.ints[marks / 4 + (bit >>> 5)]! |= 1 << (bit & 31)
      }
    }
  }
