import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import sharp from 'sharp'

/** Drawings of emoji as npm packages: Google's (Apache-2.0), Twitter's (CC BY 4.0) and Microsoft's (MIT). */
export const vendors = {
  noto: '@iconify-json/noto',
  twemoji: '@iconify-json/twemoji',
  fluent: '@iconify-json/fluent-emoji-flat',
} as const

export type Vendor = keyof typeof vendors

/** The labels, and what the vendors call the categories. */
const categories = {
  animal: 'Animals & Nature',
  food: 'Food & Drink',
  place: 'Travel & Places',
  object: 'Objects',
} as const

/** Side of a rendered drawing in pixels. */
const side = 128

interface IconSet {
  readonly icons: Readonly<Record<string, { readonly body: string }>>
  readonly width?: number
  readonly height?: number
}

/**
 * Writes a vendor's drawings as one's own pictures would lie there: a folder for each label, `animal/cat.png`.
 *
 * @param every only each so-manieth drawing of a category
 */
export async function writeDrawings(vendor: Vendor, folder: string, every = 1): Promise<void> {
  const read = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(createRequire(import.meta.url).resolve(`${vendors[vendor]}/${file}`), 'utf8'))
  const { icons, width = 16, height = 16 } = (await read('icons.json')) as IconSet
  const metadata = (await read('metadata.json')) as { categories: Record<string, string[]> }
  for (const [label, category] of Object.entries(categories)) {
    await mkdir(join(folder, label), { recursive: true })
    const names = (metadata.categories[category] ?? []).filter((name) => icons[name]).sort()
    for (const name of names.filter((_, index) => index % every === 0)) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${icons[name]!.body}</svg>`
      await writeFile(join(folder, label, `${vendor}-${name}.png`), await rendered(svg))
    }
  }
}

/** On white. The packages are trusted: nobody else's SVG should be rendered. */
const rendered = (svg: string): Promise<Buffer> =>
  sharp(Buffer.from(svg), { density: 300 })
    .resize(side, side, { fit: 'contain', background: '#ffffff' })
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer()
