import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'

/** The entry for browsers as a script that sets `graftVision`, as a user's bundler would make it. */
export async function bundleForBrowser(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-browser-'))
  try {
    await build({
      config: false,
      entry: { browser: fileURLToPath(new URL('../browser.ts', import.meta.url)) },
      outDir: folder,
      format: 'iife',
      globalName: 'graftVision',
      platform: 'browser',
      target: 'es2022',
      treeshake: true,
      silent: true,
      noExternal: [/^@graftjs\//],
      esbuildOptions: (options) => {
        options.conditions = ['graft:source']
        options.external = ['node:*']
      },
    })
    return await readFile(join(folder, 'browser.global.js'), 'utf8')
  } finally {
    await rm(folder, { recursive: true })
  }
}
