import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImageClassifier } from '@graftjs/vision'
import { chromium as browserType } from 'playwright-core'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { buildPage } from './build-page'
import { serve } from './serve'

const chromium = [process.env['GRAFT_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (place) => place !== undefined && existsSync(place),
)

/** Drawings of sizes and shapes that want resizing and cropping. */
const drawings = [
  '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="220"><rect width="300" height="220" fill="#7ac"/><circle cx="150" cy="110" r="80" fill="#e52"/><rect x="146" y="10" width="8" height="30" fill="#363"/></svg>',
  '<svg xmlns="http://www.w3.org/2000/svg" width="180" height="400"><rect width="180" height="400" fill="#eee"/><path d="M90 20 L170 380 L10 380 Z" fill="#264"/><rect x="80" y="340" width="20" height="60" fill="#531"/></svg>',
  '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="#fd0"/><g fill="#222"><circle cx="30" cy="35" r="9"/><circle cx="66" cy="35" r="9"/><path d="M20 60 Q48 90 76 60" stroke="#222" stroke-width="6" fill="none"/></g></svg>',
]

describe.skipIf(!chromium)('the page, in Chromium', () => {
  it('gives the five labels that Node gives, their scores to 1e-3', { timeout: 240_000 }, async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'graft-page-'))
    const folder = join(temporary, 'page')
    const classifier = await ImageClassifier.load('EfficientNet-Lite0')
    await buildPage(classifier, folder)
    const pictures = await Promise.all(drawings.map((svg) => sharp(Buffer.from(svg)).png().toBuffer()))
    const expected = (await classifier.predict(pictures)).map(({ scores }) =>
      Object.entries(scores)
        .sort(([, a], [, b]) => b - a)
        .slice(0, 5),
    )
    await classifier.close()

    const { address, close } = await serve(folder)
    const browser = await browserType.launch({ executablePath: chromium!, args: ['--no-sandbox'] })
    try {
      const page = await browser.newPage()
      await page.goto(address)
      let worst = 0
      for (const [index, picture] of pictures.entries()) {
        const answers: { label: string; score: number }[] = await page.evaluate(
          `fetch('data:image/png;base64,${picture.toString('base64')}').then((file) => file.blob()).then(classify)`,
        )
        expect(answers.map(({ label }) => label)).toEqual(expected[index]!.map(([label]) => label))
        for (const [place, { score }] of answers.entries())
          worst = Math.max(worst, Math.abs(score - expected[index]![place]![1]))
      }
      console.log(`Chromium: scores differ by at most ${worst.toExponential(1)}`)
      expect(worst).toBeLessThan(1e-3)

      // And by hand: a file that is chosen is shown with its answers.
      await page.setInputFiles('#file', { name: 'drawing.png', mimeType: 'image/png', buffer: pictures[2]! })
      await page.waitForSelector('#answers li')
      expect(await page.locator('#answers li').count()).toBe(5)
      expect(await page.locator('#answers li').first().textContent()).toContain(expected[2]![0]![0])
    } finally {
      await browser.close()
      close()
      await rm(temporary, { recursive: true, force: true })
    }
  })
})

if (!chromium) console.warn('No page is opened: there is no Chromium (GRAFT_CHROMIUM names one).')
