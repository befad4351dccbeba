import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import sharp from 'sharp'

/** Drawings of emoji by two vendors, as npm packages: Google's Noto (Apache-2.0) and Microsoft's Fluent (MIT). */
export const vendors = { noto: '@iconify-json/noto', fluent: '@iconify-json/fluent-emoji-flat' } as const
export type Vendor = keyof typeof vendors

/** What both vendors sort their drawings into, as far as it is searched here. */
const categories = ['Animals & Nature', 'Food & Drink', 'Travel & Places'] as const

export interface Emoji {
  /** For example `cat-face`; the vendors have the same names. */
  readonly name: string
  readonly svg: string
}

interface IconSet {
  readonly icons: Readonly<Record<string, { readonly body: string }>>
  readonly width: number
  readonly height: number
}

/** The emoji of a vendor in the categories, by name. */
export async function emojiOf(vendor: Vendor): Promise<Emoji[]> {
  const read = async (file: string): Promise<unknown> => {
    const path = createRequire(import.meta.url).resolve(`${vendors[vendor]}/${file}`)
    return JSON.parse(await readFile(path, 'utf8'))
  }
  const { icons, width, height } = (await read('icons.json')) as IconSet
  const sorted = ((await read('metadata.json')) as { categories: Record<string, string[]> }).categories
  const names = categories.flatMap((category) => sorted[category] ?? []).sort()
  return [...new Set(names)].flatMap((name) => {
    const icon = icons[name]
    if (!icon) return []
    const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">`
    return [{ name, svg: `${head}${icon.body}</svg>` }]
  })
}

/** A drawing as the bytes of a PNG on white. The package is trusted: nobody else's SVG should be rendered. */
export async function render({ svg }: Emoji, side = 128): Promise<Uint8Array> {
  return sharp(Buffer.from(svg), { density: 300 })
    .resize(side, side, { fit: 'contain', background: '#ffffff' })
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer()
}
