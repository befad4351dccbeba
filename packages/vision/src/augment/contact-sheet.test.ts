import { RandomKey } from '@graftjs/base'
import { expect, it } from 'vitest'
import { decodePicture } from '../pictures/decode-picture'
import { crop } from '../preprocess/resize'
import { pattern } from '../testing/pattern'
import { contactSheet } from './contact-sheet'
import { horizontalFlip } from './horizontal-flip'
import { flipHorizontally } from './operations/flip'
import { verticalFlip } from './vertical-flip'

it('shows the picture and what becomes of it, a row for each augmentation', async () => {
  const picture = pattern(32, 32)
  const augmentations = {
    'always flipped <&>': horizontalFlip({ probability: 1 }),
    never: verticalFlip({ probability: 0 }),
  }
  const options = { augmentations, key: RandomKey.from(1), columns: 2, side: 32 }
  const png = await contactSheet(picture, options)
  expect(await contactSheet(picture, options)).toEqual(png)
  const sheet = await decodePicture(png)
  expect([sheet.width, sheet.height]).toEqual([8 + 3 * 40, 8 + 2 * 60])
  const at = (row: number, column: number) =>
    crop(sheet, { left: 8 + column * 40, top: 28 + row * 60, width: 32, height: 32 })
  expect(at(0, 0)).toEqual(picture)
  expect(at(0, 1)).toEqual(flipHorizontally(picture))
  expect(at(0, 2)).toEqual(flipHorizontally(picture))
  expect(at(1, 2)).toEqual(picture)
  // The names are written above the rows.
  const names = crop(sheet, { left: 0, top: 0, width: sheet.width, height: 26 })
  expect(names.pixels.filter((level) => level < 128).length).toBeGreaterThan(50)
})
