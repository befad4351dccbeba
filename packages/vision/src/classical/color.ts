import type { Picture } from '../pictures/picture'

export interface ColorHistogramOptions {
  /** Bins of hue, saturation and brightness. Default 8, 4 and 4. */
  readonly bins?: readonly [hue: number, saturation: number, brightness: number]
}

/**
 * Which colours a picture has, wherever they are: the share of its pixels in each bin of hue, saturation and
 * brightness (Swain and Ballard 1991).
 *
 * @returns `[hue, saturation, brightness]`, flat; they sum to 1
 */
export function colorHistogram(
  { pixels }: Picture,
  { bins: [hues, saturations, brightnesses] = [8, 4, 4] }: ColorHistogramOptions = {},
): Float64Array {
  const shares = new Float64Array(hues * saturations * brightnesses)
  const share = 3 / pixels.length
  const bin = (value: number, count: number) => Math.min(count - 1, Math.floor(value * count))
  for (let at = 0; at < pixels.length; at += 3) {
    const { hue, saturation, brightness } = hsvOf(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!)
    const row = bin(hue, hues) * saturations + bin(saturation, saturations)
    shares[row * brightnesses + bin(brightness, brightnesses)]! += share
  }
  return shares
}

/** Each from 0 to 1; a grey has hue 0. */
function hsvOf(red: number, green: number, blue: number) {
  const brightest = Math.max(red, green, blue)
  const range = brightest - Math.min(red, green, blue)
  if (range === 0) return { hue: 0, saturation: 0, brightness: brightest / 255 }
  const sixth =
    brightest === red
      ? (green - blue) / range
      : brightest === green
        ? 2 + (blue - red) / range
        : 4 + (red - green) / range
  return { hue: (sixth / 6 + 1) % 1, saturation: range / brightest, brightness: brightest / 255 }
}

export interface ColorMomentsOptions {
  /** The picture is cut into so many parts each way. Default 4. */
  readonly grid?: number
}

/**
 * Colours and where they are: mean, standard deviation and cube root of the third central moment of red, green and
 * blue (0 to 1) in each part of a grid (Stricker and Orengo 1995).
 *
 * @returns `[grid, grid, colour, moment]`, flat
 */
export function colorMoments(
  { width, height, pixels }: Picture,
  { grid = 4 }: ColorMomentsOptions = {},
): Float64Array {
  const moments = new Float64Array(grid * grid * 9)
  const edge = (part: number, length: number) => Math.floor((part * length) / grid)
  for (let part = 0; part < grid * grid; part++) {
    const [down, across] = [Math.floor(part / grid), part % grid]
    const [top, left] = [edge(down, height), edge(across, width)]
    // A picture of fewer pixels than parts has some in each all the same.
    const [bottom, right] = [
      Math.max(top + 1, edge(down + 1, height)),
      Math.max(left + 1, edge(across + 1, width)),
    ]
    const count = (bottom - top) * (right - left)
    for (let colour = 0; colour < 3; colour++) {
      const over = (term: (level: number) => number): number => {
        let sum = 0
        for (let y = top; y < bottom; y++)
          for (let x = left; x < right; x++) sum += term(pixels[(y * width + x) * 3 + colour]! / 255)
        return sum / count
      }
      const mean = over((level) => level)
      const variance = over((level) => (level - mean) ** 2)
      const third = over((level) => (level - mean) ** 3)
      moments.set([mean, Math.sqrt(variance), Math.cbrt(third)], (part * 3 + colour) * 3)
    }
  }
  return moments
}
