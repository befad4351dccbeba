import { expect, it } from 'vitest'
import { readFixture, sha256 } from '../testing/fixture'
import { pattern } from '../testing/pattern'
import { resamplings } from './resampling'
import { resize } from './resize'

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
