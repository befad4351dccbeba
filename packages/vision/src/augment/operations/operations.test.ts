import { expect, it } from 'vitest'
import type { Picture } from '../../pictures/picture'
import { resize } from '../../preprocess/resize'
import { readFixture, sha256 } from '../../testing/fixture'
import { pattern } from '../../testing/pattern'
import { affineMap } from './affine-map'
import { blur } from './blur'
import { adjustBrightness } from './brightness'
import { adjustContrast } from './contrast'
import { flipHorizontally, flipVertically } from './flip'
import { toGrey } from './grey'
import { adjustHue } from './hue'
import { type Corners, perspectiveMap } from './perspective-map'
import { rotate } from './rotate'
import { adjustSaturation } from './saturation'
import { adjustSharpness } from './sharpness'
import { autoContrast, equalize, invert, posterize, solarize } from './tones'
import { type Rgb, type WarpResampling, warp } from './warp'

const fill: Rgb = [120, 7, 255]
const corners: Corners = [[0, 0], [30, 0], [30, 22], [0, 22]] // biome-ignore format: the corners

// biome-ignore lint/suspicious/noExplicitAny: the arguments are what the fixture's rows hold for the operation
const operations: Record<string, (picture: Picture, ...given: any) => Picture> = {
  brightness: adjustBrightness,
  contrast: adjustContrast,
  saturation: adjustSaturation,
  sharpness: adjustSharpness,
  hue: adjustHue,
  grey: toGrey,
  invert,
  posterize,
  solarize,
  autoContrast,
  equalize,
  flipHorizontally,
  flipVertically,
  rotate: (picture, degrees: number, resampling: WarpResampling, expand: boolean) =>
    rotate(picture, degrees, { resampling, expand, fill }),
  affine: (picture, angle, translate, scale, shear, resampling) =>
    warp(picture, affineMap({ angle, translate, scale, shear }, [31 / 2, 23 / 2]), { resampling, fill }),
  perspective: (picture, to: Corners, resampling: WarpResampling) =>
    warp(picture, perspectiveMap(corners, to), { resampling, fill }),
  blur,
  resizedCrop: (picture, top, left, height, width, [outHeight, outWidth]) =>
    resize(cropped(picture, left, top, width, height), { height: outHeight, width: outWidth }),
}

function cropped(picture: Picture, left: number, top: number, width: number, height: number): Picture {
  return resize(picture, { width, height, box: { left, top, width, height } })
}

const cases = readFixture<
  {
    name: string
    arguments: unknown[]
    seed: number
    size: [number, number]
    sha256?: string
    bytes?: string
  }[]
>(new URL('../fixtures/operations.json', import.meta.url))

it.each(cases)(
  '$name($arguments) is what torchvision gives',
  ({ name, arguments: given, seed, size, ...wanted }) => {
    const picture = pattern(31, 23, seed)
    const before = sha256(picture.pixels)
    const found = operations[name]!(picture, ...given)
    expect([found.width, found.height]).toEqual(size)
    expect(sha256(picture.pixels), 'the input is left alone').toBe(before)
    if (wanted.sha256) expect(sha256(found.pixels)).toBe(wanted.sha256)
    else {
      const levels = Buffer.from(wanted.bytes!, 'base64')
      levels.forEach((level, at) => {
        expect(Math.abs(level - found.pixels[at]!)).toBeLessThanOrEqual(1)
      })
    }
  },
)

it('a perspective to where the corners are is the picture itself', () => {
  const picture = pattern(31, 23)
  expect(warp(picture, perspectiveMap(corners, corners), { resampling: 'bicubic', fill })).toEqual(picture)
})
