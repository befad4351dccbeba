import { describe, expect, it } from 'vitest'
import { readFixture } from '../testing/fixture'
import { pattern } from '../testing/pattern'
import { colorHistogram, colorMoments } from './color'
import { type HogOptions, hog } from './hog'

interface Case {
  width: number
  height: number
  seed: number
  options: HogOptions
  hog: number[]
  histogram: number[]
  moments: number[]
}
const cases = readFixture<Case[]>(new URL('./fixtures/descriptors.json', import.meta.url))

function expectClose(found: Float64Array, wanted: readonly number[]) {
  expect(found.length).toBe(wanted.length)
  expect(Math.max(...wanted.map((value, i) => Math.abs(found[i]! - value)))).toBeLessThan(1e-6)
}

describe.each(cases)('a picture of $width × $height', ({ width, height, seed, options, ...wanted }) => {
  const picture = pattern(width, height, seed)

  it("has scikit-image's oriented gradients", () => {
    expectClose(hog(picture, options), wanted.hog)
  })

  it("has NumPy's histogram of hue, saturation and brightness", () => {
    expectClose(colorHistogram(picture), wanted.histogram)
  })

  it("has NumPy's moments of its colours", () => {
    expectClose(colorMoments(picture), wanted.moments)
  })
})

describe('pictures that have little to describe', () => {
  const grey = (width: number, height: number) => ({
    width,
    height,
    pixels: new Uint8Array(width * height * 3).fill(128),
  })

  it('has no gradients where all is one grey, and one colour', () => {
    expect(hog(grey(32, 32)).every((value) => value === 0)).toBe(true)
    const histogram = colorHistogram(grey(32, 32))
    expect(histogram.filter((share) => share > 0).length).toBe(1)
    expect(Math.max(...histogram)).toBeCloseTo(1, 12)
  })

  it('describes a single pixel', () => {
    expect(hog(grey(1, 1))).toEqual(new Float64Array(0))
    expect(colorMoments(grey(1, 1)).every(Number.isFinite)).toBe(true)
  })
})
