import type { RandomKey } from '@graftjs/base'
import sharp from 'sharp'
import type { Picture } from '../pictures/picture'
import { resize } from '../preprocess/resize'
import { type Augmentation, augment } from './augmentation'
import { wholeNumber } from './options'

export interface ContactSheetOptions {
  /** What happens to the pictures, each in a row of its own under its name. */
  readonly augmentations: Readonly<Record<string, Augmentation>>
  readonly key: RandomKey
  /** How many examples of each; 8 by default. */
  readonly columns?: number
  /** The longer side of each example, in pixels; 112 by default. */
  readonly side?: number
}

const GAP = 8
const LABEL = 20
const paper = 250

/**
 * A sheet that shows what augmentations do to a picture: on the left the picture as it is, then examples.
 *
 *     writeFileSync('sheet.png', await contactSheet(picture, { augmentations: { flips: horizontalFlip() }, key }))
 *
 * @returns a PNG
 */
export async function contactSheet(picture: Picture, options: ContactSheetOptions): Promise<Uint8Array> {
  const columns = wholeNumber(options.columns ?? 8, 'columns', 1, 64)
  const side = wholeNumber(options.side ?? 112, 'side', 8, 1024)
  const rows = Object.entries(options.augmentations)
  const cell = side + GAP
  const sheet = blank(GAP + (columns + 1) * cell, GAP + rows.length * (cell + LABEL))
  for (const [row, [, augmentation]] of rows.entries()) {
    const top = GAP + LABEL + row * (cell + LABEL)
    paste(sheet, within(picture, side), GAP, top)
    for (let column = 0; column < columns; column++) {
      const example = augment(picture, augmentation, options.key.fold(row).fold(column))
      paste(sheet, within(example, side), GAP + (column + 1) * cell, top)
    }
  }
  const labels = rows.map(([name], row) => label(name, GAP, GAP + row * (cell + LABEL) + 13))
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${sheet.width}" height="${sheet.height}">${labels.join('')}</svg>`
  const raw = { width: sheet.width, height: sheet.height, channels: 3 } as const
  return sharp(sheet.pixels, { raw })
    .composite([{ input: Buffer.from(text) }])
    .png()
    .toBuffer()
}

function label(name: string, x: number, y: number): string {
  const safe = name.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/[^\P{Cc}]/gu, ' ')
  return `<text x="${x}" y="${y}" font-family="sans-serif" font-size="13" fill="#333">${safe}</text>`
}

function blank(width: number, height: number): Picture {
  return { width, height, pixels: new Uint8Array(width * height * 3).fill(paper) }
}

/** Its longer side as given. */
function within(picture: Picture, side: number): Picture {
  const factor = side / Math.max(picture.width, picture.height)
  const width = Math.max(1, Math.round(picture.width * factor))
  const height = Math.max(1, Math.round(picture.height * factor))
  return resize(picture, { width, height, resampling: factor > 1.5 ? 'nearest' : 'bilinear' })
}

function paste(sheet: Picture, { width, height, pixels }: Picture, left: number, top: number): void {
  for (let y = 0; y < height; y++) {
    sheet.pixels.set(
      pixels.subarray(y * width * 3, (y + 1) * width * 3),
      ((top + y) * sheet.width + left) * 3,
    )
  }
}
