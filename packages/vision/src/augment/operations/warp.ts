import type { Picture } from '../../pictures/picture'

export type Rgb = readonly [number, number, number]

/** How a pixel between pixels is found when a picture is bent. */
export type WarpResampling = 'nearest' | 'bilinear' | 'bicubic'

/**
 * Where the middle of an output pixel `(x, y)` comes from: `x' = a·x + b·y + c`, `y' = d·x + e·y + f`, both divided by
 * `g·x + h·y + 1` in a perspective.
 */
export type WarpMap =
  | readonly [number, number, number, number, number, number]
  | readonly [number, number, number, number, number, number, number, number]

export interface WarpOptions {
  readonly resampling: WarpResampling
  /** The colour of what lies outside of the picture. */
  readonly fill: Rgb
  /** The size of the result; the picture's by default. */
  readonly width?: number
  readonly height?: number
}

/** The picture bent by `map`, pixel for pixel as Pillow's `Image.transform` does. */
export function warp(picture: Picture, map: WarpMap, options: WarpOptions): Picture {
  const { resampling, fill, width = picture.width, height = picture.height } = options
  const out: Picture = { width, height, pixels: filled(width * height, fill) }
  if (resampling === 'nearest' && map.length === 6) nearestAffine(picture, map, out)
  else through(picture, map, out, samplers[resampling])
  return out
}

function filled(count: number, [red, green, blue]: Rgb): Uint8Array {
  const pixels = new Uint8Array(count * 3)
  if (red === 0 && green === 0 && blue === 0) return pixels
  for (let i = 0; i < pixels.length; i += 3) {
    pixels[i] = red
    pixels[i + 1] = green
    pixels[i + 2] = blue
  }
  return pixels
}

/** Writes the pixel of the input at `(x, y)`, which lies inside of it. */
type Sampler = (input: Picture, x: number, y: number, out: Uint8Array, to: number) => void

function through(input: Picture, map: WarpMap, out: Picture, sample: Sampler): void {
  const [a, b, c, d, e, f, g = 0, h = 0] = map
  for (let row = 0, to = 0; row < out.height; row++) {
    const y = row + 0.5
    for (let column = 0; column < out.width; column++, to += 3) {
      const x = column + 0.5
      const depth = map.length === 8 ? g * x + h * y + 1 : 1
      const fromX = (a * x + b * y + c) / depth
      const fromY = (d * x + e * y + f) / depth
      if (fromX >= 0 && fromX < input.width && fromY >= 0 && fromY < input.height) {
        sample(input, fromX, fromY, out.pixels, to)
      }
    }
  }
}

const samplers: Readonly<Record<WarpResampling, Sampler>> = {
  nearest({ width, pixels }, x, y, out, to) {
    const from = (Math.trunc(y) * width + Math.trunc(x)) * 3
    out[to] = pixels[from]!
    out[to + 1] = pixels[from + 1]!
    out[to + 2] = pixels[from + 2]!
  },
  bilinear({ width, height, pixels }, x, y, out, to) {
    const left = Math.floor(x - 0.5)
    const top = Math.floor(y - 0.5)
    const dx = x - 0.5 - left
    const dy = y - 0.5 - top
    const x0 = Math.max(left, 0) * 3
    const x1 = Math.min(left + 1, width - 1) * 3
    const upper = Math.max(top, 0) * width * 3
    const lower = Math.min(top + 1, height - 1) * width * 3
    for (let c = 0; c < 3; c++) {
      const above = mix(pixels[upper + x0 + c]!, pixels[upper + x1 + c]!, dx)
      const below = mix(pixels[lower + x0 + c]!, pixels[lower + x1 + c]!, dx)
      out[to + c] = Math.trunc(mix(above, below, dy))
    }
  },
  bicubic({ width, height, pixels }, x, y, out, to) {
    const left = Math.floor(x - 0.5)
    const top = Math.floor(y - 0.5)
    const dx = x - 0.5 - left
    const dy = y - 0.5 - top
    const column = (at: number) => Math.min(Math.max(left + at, 0), width - 1) * 3
    const [x0, x1, x2, x3] = [column(-1), column(0), column(1), column(2)]
    for (let c = 0; c < 3; c++) {
      // A row beyond the last is the one before it, as Pillow reads it.
      let value = 0
      const rows = [0, 0, 0, 0]
      for (let at = 0; at < 4; at++) {
        const line = top - 1 + at
        if (at === 0 || (line >= 0 && line < height)) {
          const row = Math.min(Math.max(line, 0), height - 1) * width * 3 + c
          value = cubic(pixels[row + x0]!, pixels[row + x1]!, pixels[row + x2]!, pixels[row + x3]!, dx)
        }
        rows[at] = value
      }
      const level = cubic(rows[0]!, rows[1]!, rows[2]!, rows[3]!, dy)
      out[to + c] = level <= 0 ? 0 : level >= 255 ? 255 : Math.trunc(level)
    }
  },
}

const mix = (a: number, b: number, part: number) => a + (b - a) * part

/** Keys' cubic with a = −1, which Pillow takes here (its resizing takes −0.5). */
function cubic(v1: number, v2: number, v3: number, v4: number, part: number): number {
  const p2 = -v1 + v3
  const p3 = 2 * (v1 - v2) + v3 - v4
  const p4 = -v1 + v2 - v3 + v4
  return v2 + part * (p2 + part * (p3 + part * p4))
}

/** Steps from pixel to pixel by adding, in 16.16 fixed point where the axes turn, as Pillow does. */
function nearestAffine({ width, height, pixels }: Picture, map: WarpMap, out: Picture): void {
  const [a, b, c, d, e, f] = map
  const scales = b === 0 && d === 0
  const inRange = [
    [0, 0],
    [out.width, 0],
    [0, out.height],
    [out.width, out.height],
  ].every(
    // biome-ignore format: the corners
    ([x, y]) => Math.abs(x! * a + y! * b + c) < 32768 && Math.abs(x! * d + y! * e + f) < 32768,
  )
  const fixed = !scales && inRange
  const one = fixed ? 65536 : 1
  const [stepX, turnX, stepY, turnY] = fixed
    ? [
        Math.floor(a * one + 0.5),
        Math.floor(b * one + 0.5),
        Math.floor(d * one + 0.5),
        Math.floor(e * one + 0.5),
      ]
    : [a, b, d, e]
  let startX = fixed ? Math.floor((c + a * 0.5 + b * 0.5) * one + 0.5) : c + (scales ? 0 : b * 0.5) + a * 0.5
  let startY = fixed ? Math.floor((f + d * 0.5 + e * 0.5) * one + 0.5) : f + e * 0.5 + (scales ? 0 : d * 0.5)
  for (let row = 0, to = 0; row < out.height; row++) {
    let x = startX
    let y = startY
    for (let column = 0; column < out.width; column++, to += 3) {
      const fromX = Math.floor(x / one)
      const fromY = Math.floor(y / one)
      if (fromX >= 0 && fromX < width && fromY >= 0 && fromY < height) {
        const from = (fromY * width + fromX) * 3
        out.pixels[to] = pixels[from]!
        out.pixels[to + 1] = pixels[from + 1]!
        out.pixels[to + 2] = pixels[from + 2]!
      }
      x += stepX
      y += stepY
    }
    startX += turnX
    startY += turnY
  }
}
