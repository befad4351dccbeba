import { copyFile, mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ImageClassifier } from '@graftjs/vision'
import { build } from 'esbuild'

const page = join(import.meta.dirname, 'page')

/** Writes a page that classifies pictures by a model, as files for any web server: HTML, one script, WebAssembly, the model. */
export async function buildPage(classifier: ImageClassifier, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await classifier.save(join(folder, 'model'))
  await build({
    entryPoints: [join(page, 'page.js')],
    outfile: join(folder, 'page.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // The repository's packages from source; an application outside of it leaves this out.
    conditions: ['graft:source'],
    // What reads files is in the same package, and left out of the bundle because the page does not use it.
    external: ['node:*'],
    logLevel: 'error',
  })
  await copyFile(join(page, 'index.html'), join(folder, 'index.html'))
  const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'))
  for (const file of ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.mjs'])
    await copyFile(join(runtime, file), join(folder, file))
}
