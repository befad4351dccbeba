import type { Picture } from '../pictures/picture'
import { PRECISION, type Taps } from './resampling'

/** What is done along each axis to resize a picture. */
export interface Passes {
  /** Of the result. */
  readonly width: number
  readonly height: number
  /** Undefined where the width stays. */
  readonly columns: Taps | undefined
  /** Undefined where the height stays. */
  readonly rows: Taps | undefined
  /** Whether the rows become fewer before the columns do. */
  readonly rowsFirst: boolean
}

/** The rows of the input that are read: from the first on, up to the last. */
export function rowsRead({ rows, height }: Passes, picture: Picture): { firstRow: number; lastRow: number } {
  if (!rows) return { firstRow: 0, lastRow: picture.height }
  return { firstRow: rows.first[0]!, lastRow: rows.first[height - 1]! + rows.count[height - 1]! }
}

/** The pixels of a resized picture, in plain TypeScript. */
export function plainPasses(picture: Picture, passes: Passes): Uint8Array {
  const { width, height, columns, rows, rowsFirst } = passes
  const { firstRow, lastRow } = rowsRead(passes, picture)
  if (rows && columns && rowsFirst) {
    const lower = acrossRows(picture.pixels, rows, picture.width, height, 0)
    return alongRows(lower, columns, picture.width, width, 0, height)
  }
  const narrowed = columns
    ? alongRows(picture.pixels, columns, picture.width, width, firstRow, lastRow)
    : picture.pixels.subarray(firstRow * width * 3, lastRow * width * 3)
  return rows ? acrossRows(narrowed, rows, width, height, firstRow) : narrowed
}

const HALF = 1 << (PRECISION - 1)

function alongRows(
  pixels: Uint8Array,
  { first, count, weights, stride }: Taps,
  inputWidth: number,
  width: number,
  firstRow: number,
  lastRow: number,
): Uint8Array {
  const out = new Uint8Array((lastRow - firstRow) * width * 3)
  const clamped = new Uint8ClampedArray(out.buffer)
  let to = 0
  for (let y = firstRow; y < lastRow; y++) {
    const row = y * inputWidth * 3
    for (let x = 0; x < width; x++) {
      let red = HALF
      let green = HALF
      let blue = HALF
      let from = row + first[x]! * 3
      let tap = x * stride
      for (const end = tap + count[x]!; tap < end; tap++, from += 3) {
        const weight = weights[tap]!
        red = (red + Math.imul(pixels[from]!, weight)) | 0
        green = (green + Math.imul(pixels[from + 1]!, weight)) | 0
        blue = (blue + Math.imul(pixels[from + 2]!, weight)) | 0
      }
      clamped[to] = red >> PRECISION
      clamped[to + 1] = green >> PRECISION
      clamped[to + 2] = blue >> PRECISION
      to += 3
    }
  }
  return out
}

function acrossRows(
  rows: Uint8Array,
  across: Taps,
  width: number,
  height: number,
  firstRow: number,
): Uint8Array {
  const { first, count, weights, stride } = across
  const length = width * 3
  const out = new Uint8Array(height * length)
  const clamped = new Uint8ClampedArray(out.buffer)
  const sums = new Int32Array(length)
  for (let y = 0; y < height; y++) {
    sums.fill(HALF)
    for (let tap = 0; tap < count[y]!; tap++) {
      const weight = weights[y * stride + tap]!
      const row = (first[y]! - firstRow + tap) * length
      for (let i = 0; i < length; i++) sums[i] = (sums[i]! + Math.imul(rows[row + i]!, weight)) | 0
    }
    for (let i = 0, to = y * length; i < length; i++, to++) clamped[to] = sums[i]! >> PRECISION
  }
  return out
}
