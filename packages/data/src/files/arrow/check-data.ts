import type { Data } from 'apache-arrow'
import { Damaged } from '../damaged'

/**
 * Checks that the arrays of a column hold as many values as it says, and that lists, texts and dictionaries refer to
 * what is there: apache-arrow would go through as many as a damaged file claims.
 *
 * @throws Damaged
 */
export function checkData(data: Data, rows: number): void {
  if (data.length !== rows) throw new Damaged(`a column has ${data.length} values for ${rows} rows`)
  const bits = data.nullBitmap?.length ?? 0
  if (bits > 0 && bits * 8 < rows) throw tooFew()
  const check = checks[data.typeId]
  if (!check) throw new Damaged(`columns of the type ${String(data.type)} are not supported`)
  check(data, rows)
}

type Check = (data: Data, rows: number) => void

/** What holds of the columns of a type, by its number. */
const checks: { readonly [typeId: number]: Check } = {
  [-1]: checkDictionary,
  1: () => undefined, // null
  2: checkFixed, // whole numbers
  3: checkFixed, // floating point
  4: checkTexts, // bytes
  5: checkTexts,
  6: checkBits, // booleans
  7: checkFixed, // decimals
  8: checkFixed, // dates
  9: checkFixed, // times of day
  10: checkFixed, // moments
  12: checkLists,
  13: checkStruct,
  15: checkFixed, // bytes of one length
  16: checkFixedLists,
  17: checkLists, // maps
  18: checkFixed, // durations
  19: checkTexts, // bytes, of large columns
  20: checkTexts, // texts, of large columns
  21: checkLists, // lists, of large columns
}

const tooFew = () => new Damaged('a column has fewer values than it says')
const lengthOf = (values: unknown) =>
  ArrayBuffer.isView(values) && 'length' in values ? Number(values.length) : 0

function checkFixed({ values, stride }: Data, rows: number): void {
  if (!(stride > 0) || lengthOf(values) < rows * stride) throw tooFew()
}

function checkBits({ values }: Data, rows: number): void {
  if (lengthOf(values) * 8 < rows) throw tooFew()
}

function checkTexts(data: Data, rows: number): void {
  checkOffsets(data, rows, lengthOf(data.values))
}

function checkLists(data: Data, rows: number): void {
  const [child] = data.children
  if (!child) throw tooFew()
  checkOffsets(data, rows, child.length)
  checkData(child, child.length)
}

/** Where entries begin: ascending, and the last one ends within what there is. */
function checkOffsets({ valueOffsets }: Data, rows: number, length: number): void {
  const offsets: ArrayLike<unknown> = valueOffsets ?? []
  if (rows === 0) return
  if (offsets.length < rows + 1) throw tooFew()
  let before = 0
  for (let at = 0; at <= rows; at++) {
    const offset = Number(offsets[at])
    if (!(offset >= before && offset <= length)) throw new Damaged('a column refers to what is not there')
    before = offset
  }
}

function checkStruct({ children }: Data, rows: number): void {
  for (const child of children) checkData(child, rows)
}

function checkFixedLists({ children: [child], stride }: Data, rows: number): void {
  if (!child || !(stride > 0) || child.length < rows * stride) throw tooFew()
  checkData(child, child.length)
}

function checkDictionary(data: Data, rows: number): void {
  const { values, dictionary } = data
  if (!dictionary) throw new Damaged('a column wants a dictionary that is not there')
  if (lengthOf(values) < rows) throw tooFew()
  const places: ArrayLike<unknown> = values
  for (let row = 0; row < rows; row++) {
    const place = Number(places[row])
    if (!(place >= 0 && place < dictionary.length) && data.getValid(row)) {
      throw new Damaged(`a column wants the ${place}th of ${dictionary.length} entries`)
    }
  }
  for (const part of dictionary.data) checkData(part, part.length)
}
