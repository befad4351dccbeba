import { existsSync, readFileSync } from 'node:fs'
import { RandomKey } from '@graftjs/base'
import { chromium, type Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { augment, inSequence, randAugment, randomResizedCrop } from '../augment'
import { Preprocessor } from '../preprocess/preprocessor'
import { bundleForBrowser } from '../testing/bundle-for-browser'
import { readFixture, sha256 } from '../testing/fixture'
import { pattern } from '../testing/pattern'
import type { decodePicture } from './decode-in-browser'

const place = process.env['GRAFT_CHROMIUM'] ?? '/usr/bin/chromium'

/** What the page has as `graftVision`. */
interface InPage {
  readonly graftVision: {
    readonly decodePicture: typeof decodePicture
    readonly augment: typeof augment
    readonly Preprocessor: typeof Preprocessor
    readonly RandomKey: typeof RandomKey
  }
}

it('the bundle for browsers has no trace of sharp and of Node', async () => {
  const bundle = await bundleForBrowser()
  expect(bundle).not.toMatch(/\bsharp\b|["']node:|require\(/)
  expect(bundle.length).toBeLessThan(120_000)
})

async function inPage(work: (page: Page) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({ executablePath: place, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: await bundleForBrowser() })
    await work(page)
  } finally {
    await browser.close()
  }
}

describe('in Chromium', () => {
  it('pictures are decoded as in Node, augmented and prepared to the same bits', async (context) => {
    if (!existsSync(place)) context.skip('no Chromium')
    const decoded = readFixture<{ name: string; size: [number, number]; pixels: string }[]>(
      new URL('fixtures/decoded.json', import.meta.url),
    )
    await inPage(async (page) => {
      for (const { name, size, pixels } of decoded) {
        if (name.endsWith('.tif')) continue
        const file = readFileSync(new URL(`fixtures/${name}`, import.meta.url)).toString('base64')
        const found = await page.evaluate(async (data) => {
          const { graftVision } = globalThis as unknown as InPage
          const picture = await graftVision.decodePicture(`data:application/octet-stream;base64,${data}`)
          return { ...picture, pixels: [...picture.pixels] }
        }, file)
        expect([found.width, found.height], name).toEqual(size)
        const wanted = Buffer.from(pixels, 'base64')
        // Also where it mixes opacity and AVIF's colours, Pillow is met to a level.
        const furthest = found.pixels.reduce(
          (most, level, at) => Math.max(most, Math.abs(level - wanted[at]!)),
          0,
        )
        expect(furthest, name).toBeLessThanOrEqual(/rgba|grey-alpha|avif/.test(name) ? 1 : 0)
      }
      const augmentation = inSequence(randomResizedCrop({ width: 24, height: 24 }), randAugment())
      const config = { image_processor_type: 'ViTImageProcessor', size: 20 }
      const picture = pattern(40, 30)
      const key = RandomKey.from(9)
      const found = await page.evaluate(
        ({ pixels, words, augmentation, config }) => {
          const { graftVision } = globalThis as unknown as InPage
          const key = graftVision.RandomKey.fromWords(words[0]!, words[1]!)
          const seen = graftVision.augment(
            { width: 40, height: 30, pixels: Uint8Array.from(pixels) },
            augmentation,
            key,
          )
          return [...graftVision.Preprocessor.fromConfig(config).apply(seen)]
        },
        { pixels: [...picture.pixels], words: [key.word0, key.word1], augmentation, config },
      )
      const wanted = Preprocessor.fromConfig(config).apply(augment(picture, augmentation, key))
      expect(sha256(Float32Array.from(found))).toBe(sha256(wanted))
    })
  })

  it('what is no picture is refused, and a canvas is taken', async (context) => {
    if (!existsSync(place)) context.skip('no Chromium')
    await inPage(async (page) => {
      const found = await page.evaluate(async () => {
        const { graftVision } = globalThis as unknown as InPage
        const refusal = (source: Uint8Array) =>
          graftVision.decodePicture(source).then(
            () => 'decoded',
            (error: unknown) => String(error),
          )
        const huge = new Uint8Array(40)
        huge.set([
          0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0xc3, 0x50, 0, 0,
          0xc3, 0x50,
        ])
        const truncated = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)
        const canvas = await graftVision.decodePicture(
          Reflect.construct(Reflect.get(globalThis, 'OffscreenCanvas'), [3, 2]),
        )
        return {
          refusals: [
            await refusal(new Uint8Array(0)),
            await refusal(new TextEncoder().encode('<svg/>')),
            await refusal(huge),
            await refusal(truncated),
          ],
          canvas: { ...canvas, pixels: [...canvas.pixels] },
        }
      })
      expect(found.refusals[0]).toMatch(/0 bytes/)
      expect(found.refusals[1]).toMatch(/SVG|no picture/)
      expect(found.refusals[2]).toMatch(/50000 × 50000/)
      expect(found.refusals[3]).toMatch(/cannot be decoded/)
      expect(found.canvas).toEqual({ width: 3, height: 2, pixels: Array(18).fill(255) })
    })
  })
})
