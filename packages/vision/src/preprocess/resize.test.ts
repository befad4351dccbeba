import { expect, it } from 'vitest'
import { readFixture, sha256 } from '../testing/fixture'
import { pattern } from '../testing/pattern'
import { kernelPasses } from './kernel-passes'
import { plainPasses } from './plain-passes'
import { resamplings, taps } from './resampling'
import { crop, resize, resizePart } from './resize'

const cases = readFixture<
  {
    size: [number, number]
    out: [number, number]
    resampling: number
    seed: number
    box?: [number, number, number, number]
    bytes?: string
    sha256?: string
  }[]
>(new URL('fixtures/resize.json', import.meta.url))

it.each(cases)('is Pillow bit for bit: $size to $out, filter $resampling, box $box', (wanted) => {
  const resampling = resamplings[wanted.resampling]!
  const [left, top, boxWidth, boxHeight] = wanted.box ?? [0, 0, ...wanted.size]
  const [width, height] = wanted.out
  const { pixels } = resize(pattern(...wanted.size, wanted.seed), {
    width,
    height,
    resampling,
    ...(wanted.box ? { box: { left, top, width: boxWidth, height: boxHeight } } : {}),
  })
  if (wanted.bytes) expect([...pixels]).toEqual([...Buffer.from(wanted.bytes, 'base64')])
  else expect(sha256(pixels)).toBe(wanted.sha256)
})

it('the kernel and the plain code agree on every width of a few pixels', () => {
  for (let width = 1; width <= 24; width++) {
    for (const [outWidth, outHeight] of [
      [width, 9],
      [7, 13],
      [19, 5],
      [width + 3, 40],
    ] as const) {
      // biome-ignore format: the sizes
      const picture = pattern(width, 13, width)
      for (const resampling of ['bilinear', 'bicubic', 'lanczos', 'box'] as const) {
        const columns = outWidth === width ? undefined : taps(resampling, width, outWidth)
        const rows = outHeight === 13 ? undefined : taps(resampling, 13, outHeight)
        if (!columns && !rows) continue
        for (const rowsFirst of [false, true]) {
          const passes = { width: outWidth, height: outHeight, columns, rows, rowsFirst }
          expect(Buffer.compare(kernelPasses(picture, passes)!, plainPasses(picture, passes))).toBe(0)
        }
      }
    }
  }
})

it('a part is resized as if it were a picture of its own', () => {
  const picture = pattern(61, 47, 3)
  for (const part of [
    { left: 7, top: 5, width: 40, height: 31 },
    { left: 0, top: 0, width: 61, height: 47 },
    { left: 60, top: 46, width: 1, height: 1 },
    { left: 3, top: 1, width: 20, height: 45 },
    { left: 30, top: 9, width: 16, height: 16 },
  ]) {
    for (const resampling of resamplings) {
      const options = { width: 16, height: 16, resampling }
      expect(resizePart(picture, part, options)).toEqual(resize(crop(picture, part), options))
    }
  }
})

it('a picture that is too large for the kernel is resized by the plain code', () => {
  const large = { width: 12_000, height: 4000, pixels: new Uint8Array(12_000 * 4000 * 3).fill(77) }
  const { pixels } = resize(large, { width: 4, height: 3 })
  expect([...pixels]).toEqual(Array(36).fill(77))
}, 120_000)
