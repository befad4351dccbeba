import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { readFixture } from '../testing/fixture'
import { pattern } from '../testing/pattern'
import { boxOf, cutMix, cutMixBy, mixBatch, mixUp, mixUpBy, oneOfMixes, type PictureBatch } from './mix-batch'
import { meanOverViews, testTimeViews } from './test-time'

const cases = readFixture<
  {
    kind: 'mix-up' | 'cut-mix'
    share: number
    x: number
    y: number
    box: [number, number, number, number] | null
    pixels: number[]
    labels: number[]
  }[]
>(new URL('fixtures/mixed.json', import.meta.url))

const shape = [3, 2, 5, 7] as const
const batch: PictureBatch = {
  shape,
  pixels: Float32Array.from({ length: 210 }, (_, at) => ((at * 37) % 101) / 8),
  labels: Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]),
}

it.each(cases)('$kind by $share is torchvision’s', ({ kind, share, x, y, box, pixels, labels }) => {
  const place = boxOf(share, x, y, 7, 5)
  if (box) expect([place.left, place.top, place.left + place.width, place.top + place.height]).toEqual(box)
  const found = kind === 'mix-up' ? mixUpBy(batch, share) : cutMixBy(batch, place)
  found.pixels.forEach((value, at) => {
    expect(Math.abs(value - pixels[at]!)).toBeLessThan(1e-5)
  })
  found.labels.forEach((value, at) => {
    expect(Math.abs(value - labels[at]!)).toBeLessThan(1e-6)
  })
})

describe('a mixed batch', () => {
  const key = RandomKey.from(5)
  const either = oneOfMixes(mixUp({ alpha: 0.2 }), cutMix())

  it('is the same for the same key, keeps the sums of labels, and leaves its input alone', () => {
    const before = Array.from(batch.pixels)
    for (let at = 0; at < 50; at++) {
      const mixed = mixBatch(batch, either, key.fold(at))
      expect(mixBatch(batch, either, key.fold(at))).toEqual(mixed)
      for (const row of [0, 3, 6]) {
        expect(mixed.labels[row]! + mixed.labels[row + 1]! + mixed.labels[row + 2]!).toBeCloseTo(1, 5)
      }
    }
    expect(Array.from(batch.pixels)).toEqual(before)
  })

  it('is left as it was with the rest of the probability', () => {
    const left = Array.from({ length: 400 }, (_, at) =>
      mixBatch(batch, mixUp({ probability: 0.25 }), key.fold(at)),
    ).filter((found) => found === batch).length
    expect(Math.abs(left / 400 - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / 400))
  })

  it('refuses numbers that do not fit the shape', () => {
    expect(() => mixBatch({ ...batch, pixels: new Float32Array(9) }, mixUp(), key)).toThrow(/\[3, 2, 5, 7\]/)
  })
})

describe('views at test time', () => {
  it('are the picture and its mirror, or crops of one size', () => {
    const picture = pattern(16, 8)
    expect(testTimeViews(picture, 'flip')).toHaveLength(2)
    const ten = testTimeViews(picture, 'ten-crops')
    expect(ten.map(({ width, height }) => [width, height])).toEqual(Array(10).fill([14, 7]))
    expect(testTimeViews(picture, 'five-crops')).toEqual(ten.slice(0, 5))
  })

  it('are averaged for each picture', () => {
    // Two pictures, two views, three classes.
    const scores = Float32Array.from([1, 2, 3, 3, 2, 1, 0, 0, 9, 0, 0, 1])
    expect([...meanOverViews(scores, 2, 3)]).toEqual([2, 2, 2, 0, 0, 5])
  })
})
