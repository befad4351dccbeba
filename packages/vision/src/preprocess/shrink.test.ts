import { describe, expect, it } from 'vitest'
import type { Picture } from '../pictures/picture'
import { resize } from './resize'
import { shrink } from './shrink'

/** Edges in every direction and of every size, as a photograph has them. */
function rings(width: number, height: number): Picture {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const [x, y, channel] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width), at % 3]
    const distance = Math.hypot(x - width / 3, y - height / 2)
    return Math.sin(10 * Math.sqrt(distance + 1) + channel) > 0 ? 220 : 40
  })
  return { width, height, pixels }
}

/** The squared differences of neighbours in a row, summed: what is left of the edges. */
function contrast({ width, pixels }: Picture): number {
  let sum = 0
  for (let at = 3; at < pixels.length; at++)
    if (at % (3 * width) >= 3) sum += (pixels[at]! - pixels[at - 3]!) ** 2
  return sum
}

describe('shrink', () => {
  const picture = rings(640, 480)

  it('leaves what a network sees of a picture as sharp as if it had been resized once', () => {
    for (const side of [96, 128, 224]) {
      const size = { width: Math.round((side * 640) / 480), height: side, resampling: 'bicubic' } as const
      const once = resize(picture, size)
      const twice = resize(shrink(picture, Math.ceil(1.3 * side)), size)
      const left = contrast(twice) / contrast(once)
      console.log(`${side} pixels: ${left} of the contrast is left`)
      expect(left).toBeGreaterThan(0.97)
      expect(left).toBeLessThan(1.03)
    }
  })

  it('leaves a picture that is small enough as it is', () => {
    expect(shrink(picture, 480)).toBe(picture)
    expect(shrink(picture, 240)).toMatchObject({ width: 320, height: 240 })
  })
})
