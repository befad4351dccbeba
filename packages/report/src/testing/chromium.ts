import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const places = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** A Chromium of this machine, or nothing. The environment variable `CHROMIUM` names another. */
export const chromium: string | undefined = places.find((place) => place !== undefined && existsSync(place))

/** Opens a file in a headless browser and returns its document when loaded, and what the console said. */
export async function openInChromium(path: string): Promise<{ document: string; console: string[] }> {
  if (chromium === undefined) throw new Error('There is no Chromium on this machine.')
  const profile = await mkdtemp(join(tmpdir(), 'graft-chromium-'))
  try {
    const { stdout, stderr } = await promisify(execFile)(
      chromium,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--allow-file-access-from-files',
        '--enable-logging=stderr',
        `--user-data-dir=${profile}`,
        '--virtual-time-budget=3000',
        '--dump-dom',
        `file://${path}`,
      ],
      { maxBuffer: 64 * 1024 * 1024, timeout: 45_000 },
    )
    return { document: stdout, console: stderr.split('\n').filter((line) => line.includes('CONSOLE')) }
  } finally {
    await rm(profile, { recursive: true, force: true })
  }
}
