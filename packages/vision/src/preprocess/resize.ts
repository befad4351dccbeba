import type { Picture } from '../pictures/picture'
import { kernelPasses } from './kernel-passes'
import { type Passes, plainPasses } from './plain-passes'
import { type Resampling, taps } from './resampling'
import type { Size } from './target-size'

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
  return passed(picture, passesOf(picture, { left, top, ...part }, { width, height, resampling }))
}

/** A part of a picture at another size, as if there were no other part: `resize(crop(picture, part), size)`. */
export function resizePart(
  picture: Picture,
  part: Box,
  { width, height, resampling = 'bilinear' }: Size & { readonly resampling?: Resampling },
): Picture {
  const own = { left: 0, top: 0, width: part.width, height: part.height }
  const passes = resampling === 'nearest' ? undefined : passesOf(part, own, { width, height, resampling })
  if (!passes?.columns || passes.rowsFirst) {
    return resize(crop(picture, part), { width, height, resampling })
  }
  // The columns are found where they are, and the rows lie beside each other: nothing has to be copied out.
  const columns = { ...passes.columns, first: passes.columns.first.map((column) => column + part.left) }
  const rowLength = picture.width * 3
  const pixels = picture.pixels.subarray(part.top * rowLength, (part.top + part.height) * rowLength)
  const rows = { width: picture.width, height: part.height, pixels }
  return passed(rows, { ...passes, columns })
}

function passed(picture: Picture, passes: Passes): Picture {
  const { width, height } = passes
  return { width, height, pixels: kernelPasses(picture, passes) ?? plainPasses(picture, passes) }
}

function passesOf(
  picture: Size,
  { left, top, ...part }: Box,
  { width, height, resampling }: Size & { readonly resampling: Exclude<Resampling, 'nearest'> },
): Passes {
  const columns =
    width === picture.width && part.width === width
      ? undefined
      : taps(resampling, picture.width, width, left, left + part.width)
  const rows =
    height === picture.height && part.height === height
      ? undefined
      : taps(resampling, picture.height, height, top, top + part.height)
  const lost = { rows: picture.height - height, columns: picture.width - width }
  return { width, height, columns, rows, rowsFirst: lost.rows > 0 && lost.rows > 2 * lost.columns }
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
