import { existsSync } from 'node:fs'
import { type BrowserContextOptions, chromium as browserType, type Page } from 'playwright-core'

const places = [
  process.env['GRAFT_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** A Chromium of this machine, or nothing. The environment variable `GRAFT_CHROMIUM` names another. */
export const chromium: string | undefined = places.find((place) => place !== undefined && existsSync(place))

/** A page that is open, and what it said and asked for. */
export interface OpenPage {
  readonly page: Page
  /** What the console said, failures included. */
  readonly said: readonly string[]
  /** The addresses that it asked for, beside its own. */
  readonly requests: readonly string[]
}

export interface Browser {
  /** Opens a file as a reader would, in a window of its own. */
  open(path: string, options?: BrowserContextOptions): Promise<OpenPage>
  close(): Promise<void>
}

export async function launchBrowser(): Promise<Browser> {
  const browser = await browserType.launch({
    ...(chromium === undefined ? {} : { executablePath: chromium }),
    args: ['--no-sandbox'],
  })
  return {
    async open(path, options = {}) {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      const said: string[] = []
      const requests: string[] = []
      page.on('console', (message) => said.push(message.text()))
      page.on('pageerror', (error) => said.push(error.message))
      page.on('request', (request) => {
        if (request.url() !== `file://${path}`) requests.push(request.url())
      })
      await page.goto(`file://${path}`)
      return { page, said, requests }
    },
    close: () => browser.close(),
  }
}
