import { describe, expect, it } from 'vitest'
import { resize } from '../preprocess/resize'
import { readFixture } from '../testing/fixture'
import { pattern } from '../testing/pattern'
import { drawShape } from '../testing/shapes'
import { hashDistance, perceptualHash } from './perceptual-hash'

const cases = readFixture<{ width: number; height: number; seed: number; hash: string }[]>(
  new URL('./fixtures/hashes.json', import.meta.url),
)

describe('the perceptual hash', () => {
  it.each(cases)("is ImageHash's phash of $width × $height pixels", ({ width, height, seed, hash }) => {
    const words = perceptualHash(pattern(width, height, seed))
    expect(Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('')).toBe(hash)
  })

  it('changes little with size and brightness, and much with the picture', () => {
    const picture = drawShape('disc', 1, 96)
    const hash = perceptualHash(picture)
    const smaller = perceptualHash(resize(picture, { width: 50, height: 50 }))
    const darker = perceptualHash({ ...picture, pixels: picture.pixels.map((level) => level * 0.7) })
    expect(hashDistance(hash, smaller)).toBeLessThan(8)
    expect(hashDistance(hash, darker)).toBeLessThan(8)
    expect(hashDistance(hash, perceptualHash(drawShape('stripes', 2, 96)))).toBeGreaterThan(12)
  })

  it('is the same for all pictures of one grey', () => {
    const grey = (level: number) => ({ width: 9, height: 9, pixels: new Uint8Array(243).fill(level) })
    expect(hashDistance(perceptualHash(grey(10)), perceptualHash(grey(200)))).toBe(0)
  })

  it('counts bits', () => {
    expect(hashDistance([0xffffffff, 0], [0, 0])).toBe(32)
    expect(hashDistance([1, 2, 3], [2, 2, 0x80000001], 1, 1)).toBe(2)
  })
})
