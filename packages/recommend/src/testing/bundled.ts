import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Writes a program of this package's source as one file, which another process or thread can run. */
export async function bundled(entry: URL, outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['graft:source'],
    external: ['@graftjs/report', 'apache-arrow', 'hyparquet', 'hyparquet-compressors', 'usearch'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
    },
    outfile,
    logLevel: 'silent',
  })
}
