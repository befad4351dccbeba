import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'

/** The worker's program as a TypeScript file that exports it as text. */
export async function bundleWorker(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-worker-'))
  try {
    await build({
      config: false,
      entry: { worker: fileURLToPath(new URL('../pipeline/worker.ts', import.meta.url)) },
      outDir: folder,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      splitting: false,
      minify: true,
      silent: true,
      external: ['sharp'],
      noExternal: [/^@graftjs\//],
      esbuildOptions: (options) => {
        options.conditions = ['graft:source']
      },
    })
    const program = await readFile(join(folder, 'worker.cjs'), 'utf8').catch(() =>
      readFile(join(folder, 'worker.js'), 'utf8'),
    )
    return `/** Written by \`pnpm run worker\` from ../worker.ts. */\nexport const program =\n  ${JSON.stringify(program.trim())}\n`
  } finally {
    await rm(folder, { recursive: true })
  }
}
