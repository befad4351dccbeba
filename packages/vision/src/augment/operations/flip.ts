import { Places, pictureKernel } from '../../kernel/picture-kernel'
import type { Picture } from '../../pictures/picture'

/** Left becomes right. */
export function flipHorizontally(picture: Picture): Picture {
  return kernelFlip(picture) ?? plainFlip(picture)
}

/** By the kernel; undefined where the platform lacks it or the picture is too large. */
export function kernelFlip({ width, height, pixels }: Picture): Picture | undefined {
  const kernel = pictureKernel()
  if (!kernel) return undefined
  const length = width * height * 3
  const places = new Places(kernel)
  const [input, output] = [places.take(length), places.take(length)]
  const bytes = places.open()
  if (!bytes) return undefined
  bytes.set(pixels.subarray(0, length), input)
  kernel.flipRows(input, width, height, output)
  return { width, height, pixels: bytes.slice(output, output + length) }
}

/** As `kernelFlip`, in plain TypeScript. */
export function plainFlip({ width, height, pixels }: Picture): Picture {
  const out = new Uint8Array(pixels.length)
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, from = ((y + 1) * width - 1) * 3; x < width; x++, to += 3, from -= 3) {
      out[to] = pixels[from]!
      out[to + 1] = pixels[from + 1]!
      out[to + 2] = pixels[from + 2]!
    }
  }
  return { width, height, pixels: out }
}

/** Top becomes bottom. */
export function flipVertically({ width, height, pixels }: Picture): Picture {
  const out = new Uint8Array(pixels.length)
  const row = width * 3
  for (let y = 0; y < height; y++) out.set(pixels.subarray(y * row, (y + 1) * row), (height - 1 - y) * row)
  return { width, height, pixels: out }
}

/** Turned by a quarter, counter-clockwise. */
export function turnLeft({ width, height, pixels }: Picture): Picture {
  const out = new Uint8Array(pixels.length)
  for (let y = 0, to = 0; y < width; y++) {
    for (let x = 0; x < height; x++, to += 3) {
      const from = (x * width + width - 1 - y) * 3
      out[to] = pixels[from]!
      out[to + 1] = pixels[from + 1]!
      out[to + 2] = pixels[from + 2]!
    }
  }
  return { width: height, height: width, pixels: out }
}
