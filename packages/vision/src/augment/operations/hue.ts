import type { Picture } from '../../pictures/picture'

/** The picture with its hues turned by `factor` of the whole circle, −0.5 to 0.5, over Pillow's 8-bit HSV. */
export function adjustHue({ width, height, pixels }: Picture, factor: number): Picture {
  const turn = Math.trunc(factor * 255) & 255
  const out = new Uint8Array(pixels.length)
  for (let i = 0; i < out.length; i += 3) turnHue(pixels, out, i, turn)
  return { width, height, pixels: out }
}

function turnHue(pixels: Uint8Array, out: Uint8Array, at: number, turn: number): void {
  const red = pixels[at]!
  const green = pixels[at + 1]!
  const blue = pixels[at + 2]!
  const most = Math.max(red, green, blue)
  const least = Math.min(red, green, blue)
  const range = most - least
  const saturation = range === 0 ? 0 : Math.trunc(Math.fround(range / most) * 255)
  if (saturation === 0) {
    out[at] = most
    out[at + 1] = most
    out[at + 2] = most
    return
  }
  const hue = (hueOf(red, green, blue, most, range) + turn) & 255
  const sixths = (hue * 6) / 255
  const sector = Math.floor(sixths)
  const part = Math.fround(sixths - sector)
  const share = Math.fround(saturation / 255)
  const low = Math.round(most * (1 - share))
  const falling = Math.round(most * (1 - Math.fround(share * part)))
  const rising = Math.round(most * (1 - share * (1 - part)))
  const [newRed, newGreen, newBlue] = sectors[sector % 6]!(most, low, falling, rising)
  out[at] = newRed
  out[at + 1] = newGreen
  out[at + 2] = newBlue
}

/** In float32, where Pillow's C computes so. */
function hueOf(red: number, green: number, blue: number, most: number, range: number): number {
  const r = Math.fround((most - red) / range)
  const g = Math.fround((most - green) / range)
  const b = Math.fround((most - blue) / range)
  const sixths = Math.fround(red === most ? Math.fround(b - g) : green === most ? 2 + r - b : 4 + g - r)
  return Math.trunc(Math.fround((sixths / 6 + 1) % 1) * 255)
}

type Sector = (
  most: number,
  low: number,
  falling: number,
  rising: number,
) => readonly [number, number, number]

const sectors: readonly Sector[] = [
  (most, low, _, rising) => [most, rising, low],
  (most, low, falling) => [falling, most, low],
  (most, low, _, rising) => [low, most, rising],
  (most, low, falling) => [low, falling, most],
  (most, low, _, rising) => [rising, low, most],
  (most, low, falling) => [most, low, falling],
]
