import { GraftError, RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import type { Picture } from '../pictures/picture'
import { sha256 } from '../testing/fixture'
import { pattern } from '../testing/pattern'
import {
  type Augmentation,
  affine,
  augMix,
  augment,
  autoAugment,
  centerCropped,
  colorJitter,
  gaussianBlur,
  gaussianNoise,
  grey,
  horizontalFlip,
  inSequence,
  oneOf,
  perspective,
  randAugment,
  randomCrop,
  randomErasing,
  randomResizedCrop,
  resized,
  rotation,
  sometimes,
  trivialAugment,
  verticalFlip,
} from '.'

const picture = pattern(40, 30, 2)
const key = RandomKey.from(11)
const times = (count: number, augmentation: Augmentation, of = picture) =>
  Array.from({ length: count }, (_, at) => augment(of, augmentation, key.fold(at)))
const hash = ({ pixels }: Picture) => sha256(pixels)

const all: readonly Augmentation[] = [
  affine({ degrees: 20, translate: [0.1, 0.2], scale: [0.8, 1.2], shear: 10, shearY: [0, 5] }),
  augMix(),
  autoAugment(),
  autoAugment({ policy: 'cifar10' }),
  autoAugment({ policy: 'svhn' }),
  centerCropped({ width: 50, height: 10 }),
  colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }),
  gaussianBlur({ size: 5 }),
  gaussianNoise(),
  grey({ probability: 0.5 }),
  horizontalFlip(),
  inSequence(horizontalFlip(), rotation({ degrees: 10 })),
  oneOf(grey({ probability: 1 }), verticalFlip({ probability: 1 })),
  perspective(),
  randAugment(),
  randomCrop({ width: 24, height: 40, padding: 3 }),
  randomErasing({ fill: 'noise' }),
  randomResizedCrop({ width: 24, height: 20 }),
  resized({ width: 13, height: 17, resampling: 'bicubic' }),
  rotation({ degrees: [-180, 180], resampling: 'bicubic' }),
  sometimes(0.5, grey({ probability: 1 })),
  trivialAugment(),
  verticalFlip(),
]

describe.each(all.map((augmentation) => [augmentation.kind, augmentation] as const))(
  '%s',
  (_, augmentation) => {
    it('gives the same for the same key, also when it was saved as JSON, and leaves the picture alone', () => {
      const before = hash(picture)
      const first = times(12, augmentation).map(hash)
      const saved: Augmentation = JSON.parse(JSON.stringify(augmentation))
      expect(times(12, saved).map(hash)).toEqual(first)
      expect(hash(picture)).toBe(before)
      const fixed = ['resized', 'center-cropped'].includes(augmentation.kind)
      expect(new Set(first).size > 1).toBe(!fixed)
    })

    it('makes whole pictures, of tiny ones too', () => {
      for (const of of [picture, pattern(1, 1), pattern(2, 3), pattern(3, 1)]) {
        for (const { width, height, pixels } of times(10, augmentation, of)) {
          expect(pixels.length).toBe(width * height * 3)
        }
      }
    })
  },
)

/** Within four standard errors of a share. */
const near = (count: number, of: number, share: number) =>
  Math.abs(count / of - share) <= 4 * Math.sqrt((share * (1 - share)) / of) + 1e-9

it.each([
  ['aug-mix', augMix()],
  ['rand-augment', randAugment({ operations: 1, magnitude: 2 })],
  ['affine', affine({ degrees: 5, translate: [0.05, 0.05] })],
  ['rotation', rotation({ degrees: 5 })],
  ['perspective', perspective({ probability: 1, distortion: 0.1 })],
])('a little of %s leaves most of a picture as bright as it was', (_, augmentation) => {
  const grey120: Picture = { width: 40, height: 30, pixels: new Uint8Array(3600).fill(120) }
  const found = times(40, augmentation, grey120).map(({ pixels }) =>
    pixels.filter((level) => Math.abs(level - 120) < 40),
  )
  const kept = found.reduce((sum, levels) => sum + levels.length, 0) / (40 * 3600)
  expect(kept).toBeGreaterThan(0.75)
})

describe('what is left to chance', () => {
  const many = 1000

  it.each([
    ['flips', (probability: number) => horizontalFlip({ probability })],
    ['flips upside down', (probability: number) => verticalFlip({ probability })],
    ['greys', (probability: number) => grey({ probability })],
    ['distorts', (probability: number) => perspective({ probability, distortion: 1 })],
    ['erases', (probability: number) => randomErasing({ probability })],
    ['does sometimes', (probability: number) => sometimes(probability, verticalFlip({ probability: 1 }))],
  ])('%s with its probability', (_, of) => {
    const small = pattern(12, 10)
    for (const probability of [0, 0.3, 1]) {
      const changed = times(many, of(probability), small).filter(
        (found) => hash(found) !== hash(small),
      ).length
      expect(near(changed, many, probability), `${changed} of ${many} at ${probability}`).toBe(true)
    }
  })

  it('crops uniformly over all places', () => {
    const small: Picture = { width: 4, height: 1, pixels: Uint8Array.from({ length: 12 }, (_, at) => at) }
    const starts = times(2000, randomCrop({ width: 2, height: 1 }), small).map(({ pixels }) => pixels[0]! / 3)
    for (const start of [0, 1, 2]) {
      expect(near(starts.filter((found) => found === start).length, 2000, 1 / 3)).toBe(true)
    }
  })

  it('erases areas and proportions within the ranges, uniformly on average', () => {
    const white: Picture = { width: 100, height: 100, pixels: new Uint8Array(30_000).fill(255) }
    const shares = times(600, randomErasing({ probability: 1, area: [0.1, 0.3] }), white).map(
      ({ pixels }) => pixels.filter((level) => level === 0).length / pixels.length,
    )
    expect(Math.min(...shares)).toBeGreaterThan(0.095)
    expect(Math.max(...shares)).toBeLessThan(0.305)
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
    expect(Math.abs(mean - 0.2)).toBeLessThan((4 * 0.2) / Math.sqrt(12 * 600))
  })

  it('resizes crops of areas within the range', () => {
    // A ramp: the spread of its levels after the crop tells how wide the crop was.
    const ramp: Picture = {
      width: 256,
      height: 1,
      pixels: Uint8Array.from({ length: 768 }, (_, at) => at / 3),
    }
    const widths = times(
      500,
      randomResizedCrop({ width: 64, height: 1, area: [0.25, 0.5], ratio: [64, 128] }),
      ramp,
    ).map(({ pixels }) => (pixels.at(-1)! - pixels[0]!) * (64 / 63))
    expect(Math.min(...widths)).toBeGreaterThan(60)
    expect(Math.max(...widths)).toBeLessThan(132)
    const mean = widths.reduce((sum, width) => sum + width, 0) / widths.length
    expect(Math.abs(mean - 96)).toBeLessThan(8)
  })

  it('draws colour factors uniformly', () => {
    const grey100: Picture = { width: 1, height: 1, pixels: Uint8Array.of(100, 100, 100) }
    const found = times(many, colorJitter({ brightness: [0.5, 1.5] }), grey100).map(
      ({ pixels }) => pixels[0]!,
    )
    expect(Math.min(...found)).toBeGreaterThanOrEqual(50)
    expect(Math.max(...found)).toBeLessThan(150)
    for (const quarter of [0, 1, 2, 3]) {
      const [from, to] = [50 + 25 * quarter, 75 + 25 * quarter]
      const share = found.filter((level) => level >= from && level < to).length
      expect(near(share, many, 0.25), `${from}`).toBe(true)
    }
  })

  it('adds noise of the deviation it was given', () => {
    const flat: Picture = { width: 100, height: 100, pixels: new Uint8Array(30_000).fill(128) }
    const { pixels } = augment(flat, gaussianNoise({ deviation: [0.05, 0.05] }), key)
    const mean = pixels.reduce((sum, level) => sum + level, 0) / pixels.length
    const deviation = Math.sqrt(pixels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / pixels.length)
    expect(Math.abs(mean - 128)).toBeLessThan(0.4)
    // Cutting off towards zero takes a little from 12.75.
    expect(deviation).toBeGreaterThan(11.8)
    expect(deviation).toBeLessThan(12.8)
  })

  it('chooses one of several equally often', () => {
    const flips = oneOf(
      horizontalFlip({ probability: 1 }),
      verticalFlip({ probability: 1 }),
      grey({ probability: 1 }),
    )
    const counts = new Map<string, number>()
    for (const found of times(900, flips)) counts.set(hash(found), (counts.get(hash(found)) ?? 0) + 1)
    expect(counts.size).toBe(3)
    for (const count of counts.values()) expect(near(count, 900, 1 / 3)).toBe(true)
  })

  it('turns by angles of the range', () => {
    // A picture whose only bright pixels lie on the right edge: where they go tells the angle.
    const found = new Set(times(200, rotation({ degrees: 15, resampling: 'nearest' })).map(hash))
    expect(found.size).toBeGreaterThan(150)
  })
})

it.each([
  ['a probability', () => horizontalFlip({ probability: 1.5 }), /probability is 1.5/],
  ['an even blur', () => gaussianBlur({ size: 4 }), /size/],
  ['a range in the wrong order', () => randomResizedCrop({ width: 3, height: 3, area: [1, 0.1] }), /area/],
  ['a hue too far', () => colorJitter({ hue: 0.7 }), /hue/],
  ['a severity too high', () => augMix({ severity: 11 }), /severity/],
  ['half a pixel', () => resized({ width: 3.5, height: 3 }), /width/],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(message)
})

it('refuses what it does not know', () => {
  const later = JSON.parse('{"kind":"of-a-later-version"}')
  try {
    augment(picture, later, key)
    expect.fail('it was done')
  } catch (error) {
    expect(GraftError.isInstance(error) && error.code).toBe('invalid-option')
  }
})
