import type { Picture } from './picture'

/** Pixels as a canvas gives them: red, green, blue and opacity of each. */
export interface RgbaPixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array | Uint8ClampedArray
}

/** A picture of decoded pixels with one (grey), two (grey, opacity), three or four channels; laid on white. */
export function fromChannels(
  width: number,
  height: number,
  data: ArrayLike<number>,
  channels: number,
): Picture {
  const count = width * height
  const pixels = new Uint8Array(count * 3)
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2]
  const opacity = channels % 2 === 0 ? channels - 1 : undefined
  for (let i = 0, from = 0, to = 0; i < count; i++, from += channels, to += 3) {
    const alpha = opacity === undefined ? 255 : data[from + opacity]!
    pixels[to] = onWhite(data[from]!, alpha)
    pixels[to + 1] = onWhite(data[from + green]!, alpha)
    pixels[to + 2] = onWhite(data[from + blue]!, alpha)
  }
  return { width, height, pixels }
}

const onWhite = (level: number, alpha: number) =>
  alpha === 255 ? level : Math.round((level * alpha + 255 * (255 - alpha)) / 255)

/** A picture of cyan, magenta, yellow and black, each 255 where there is most of it, mixed as Pillow mixes it. */
export function fromInks(width: number, height: number, data: ArrayLike<number>): Picture {
  const pixels = new Uint8Array(width * height * 3)
  for (let from = 0, to = 0; to < pixels.length; from += 4, to += 3) {
    const light = 255 - data[from + 3]!
    for (let c = 0; c < 3; c++) pixels[to + c] = light - byteProduct(data[from + c]!, light)
  }
  return { width, height, pixels }
}

/** a · b / 255, rounded. */
function byteProduct(a: number, b: number): number {
  const product = a * b + 128
  return ((product >> 8) + product) >> 8
}
