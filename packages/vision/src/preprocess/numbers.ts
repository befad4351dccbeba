import { Places, pictureKernel } from '../kernel/picture-kernel'
import type { Picture } from '../pictures/picture'

/** The number of each level of red, green and blue: three tables of 256, one after the other. */
export type Levels = Float32Array

/** Where the planes of red, green and blue are written. */
export interface Planes {
  readonly out: Float32Array
  readonly red: number
  readonly green: number
  readonly blue: number
}

/** As `plainNumbers`, by the kernel; false where the platform lacks it or the picture is too large, and nothing is done. */
export function kernelNumbers(picture: Picture, levels: Levels, { out, red, green, blue }: Planes): boolean {
  const kernel = pictureKernel()
  if (!kernel) return false
  const area = picture.width * picture.height
  const places = new Places(kernel)
  const [input, table] = [places.take(area * 3), places.take(levels.byteLength)]
  const planes = [places.take(area * 4), places.take(area * 4), places.take(area * 4)] as const
  const bytes = places.open()
  if (!bytes) return false
  bytes.set(picture.pixels.subarray(0, area * 3), input)
  const numbersAt = (place: number, length: number) => new Float32Array(bytes.buffer, place, length)
  numbersAt(table, levels.length).set(levels)
  kernel.numbersOf(input, area, table, ...planes)
  for (const [plane, at] of [red, green, blue].entries()) out.set(numbersAt(planes[plane]!, area), at)
  return true
}

/** Three planes of numbers out of a picture's bytes. */
export function plainNumbers({ width, height, pixels }: Picture, levels: Levels, planes: Planes): void {
  const { out, red, green, blue } = planes
  const area = width * height
  for (let i = 0, from = 0; i < area; i++, from += 3) {
    out[red + i] = levels[pixels[from]!]!
    out[green + i] = levels[256 + pixels[from + 1]!]!
    out[blue + i] = levels[512 + pixels[from + 2]!]!
  }
}
