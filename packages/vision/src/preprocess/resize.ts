import type { Picture } from '../pictures/picture'
import { PRECISION, type Resampling, type Taps, taps } from './resampling'

/** A rectangle of a picture, in pixels from the top left. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface ResizeOptions {
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  /** `bilinear` by default. */
  readonly resampling?: Resampling
  /** The part of the picture that is resized; pixels around it have a say in its border. All of it by default. */
  readonly box?: Box
}

/**
 * The picture at another size, bit for bit as Pillow 13's `Image.resize` makes it: each axis by itself, in fixed
 * point, rounded to 8 bits between the two. Shrinking averages over all pixels (antialias). Where a picture loses far
 * more rows than columns, the rows come first (Pillow before 13 always begins with the columns).
 */
export function resize(
  picture: Picture,
  { width, height, resampling = 'bilinear', box }: ResizeOptions,
): Picture {
  const { left, top, ...part } = box ?? { left: 0, top: 0, width: picture.width, height: picture.height }
  if (part.width === width && part.height === height) return crop(picture, { left, top, width, height })
  if (resampling === 'nearest') return nearest(picture, width, height, { left, top, ...part })
  const columns =
    width === picture.width && part.width === width
      ? undefined
      : taps(resampling, picture.width, width, left, left + part.width)
  const rows =
    height === picture.height && part.height === height
      ? undefined
      : taps(resampling, picture.height, height, top, top + part.height)
  const lost = { rows: picture.height - height, columns: picture.width - width }
  if (rows && columns && lost.rows > 0 && lost.rows > 2 * lost.columns) {
    const lower = acrossRows(picture.pixels, rows, picture.width, height, 0)
    return { width, height, pixels: alongRows(lower, columns, picture.width, width, 0, height) }
  }
  // Only the rows that the second pass reads.
  const firstRow = rows ? rows.first[0]! : 0
  const lastRow = rows ? rows.first[height - 1]! + rows.count[height - 1]! : picture.height
  const narrowed = columns
    ? alongRows(picture.pixels, columns, picture.width, width, firstRow, lastRow)
    : picture.pixels.subarray(firstRow * width * 3, lastRow * width * 3)
  return { width, height, pixels: rows ? acrossRows(narrowed, rows, width, height, firstRow) : narrowed }
}

/** A part of a picture; the picture itself where it is all of it. */
export function crop(picture: Picture, { left, top, width, height }: Box): Picture {
  if (width === picture.width && height === picture.height) return picture
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + left) * 3
    pixels.set(picture.pixels.subarray(from, from + width * 3), y * width * 3)
  }
  return { width, height, pixels }
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

function nearest({ width: inWidth, pixels }: Picture, width: number, height: number, box: Box): Picture {
  const columns = nearestPositions(box.left, box.width, width)
  const rows = nearestPositions(box.top, box.height, height)
  const out = new Uint8Array(width * height * 3)
  let to = 0
  for (let y = 0; y < height; y++) {
    const row = rows[y]! * inWidth
    for (let x = 0; x < width; x++, to += 3) {
      const from = (row + columns[x]!) * 3
      out[to] = pixels[from]!
      out[to + 1] = pixels[from + 1]!
      out[to + 2] = pixels[from + 2]!
    }
  }
  return { width, height, pixels: out }
}

/** Adds the step up as Pillow does, whose sum now and then falls on the other side of a pixel's border. */
function nearestPositions(from: number, size: number, output: number): Int32Array {
  const step = size / output
  const positions = new Int32Array(output)
  let at = from + step * 0.5
  for (let x = 0; x < output; x++, at += step) positions[x] = Math.trunc(at)
  return positions
}
