import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as classification from './classification'
import * as clustering from './clustering'
import * as images from './images'
import * as multilabel from './multilabel'
import * as ranking from './ranking'
import * as recommendation from './recommendation'
import * as regression from './regression'
import { type InstalledPackage, installPackage, outputOf } from './testing/packed'
import * as text from './text'

let installed: InstalledPackage
beforeAll(async () => {
  installed = await installPackage()
}, 180_000)
afterAll(() => installed?.remove())

const names = '{ rocAuc, bootstrapInterval, wordErrorRate }'
const program = `
const area = rocAuc([0, 1, 1, 0], [0.1, 0.9, 0.3, 0.4])
const interval = bootstrapInterval(20, (rows) => rows.reduce((sum, row) => sum + row, 0), { seed: 3 })
const { rate } = wordErrorRate(['a b'], ['a c'])
const result = JSON.stringify([area, interval.value, interval.lower, rate])
`
const chromium = [process.env['GRAFT_CHROMIUM'], '/usr/bin/chromium'].find((path) => path && existsSync(path))

describe('the packed package, installed alone', () => {
  it('is one package of less than 300 kB', async () => {
    const modules = join(installed.folder, 'node_modules')
    const inside = await readdir(modules)
    expect(inside.filter((name) => !name.startsWith('.'))).toEqual(['@graftjs'])
    expect(await readdir(join(modules, '@graftjs'))).toEqual(['metrics'])
    expect(installed.packedSize).toBeLessThan(300_000)
  })

  it('works as ESM, as CommonJS and in a worker thread, alike', async () => {
    const esm = `import ${names} from '@graftjs/metrics'\n${program}`
    const commonjs = `const ${names} = require('@graftjs/metrics')\n${program}`
    const wanted = await outputOf(installed.folder, [
      '--input-type=module',
      '-e',
      `${esm}console.log(result)`,
    ])
    expect(JSON.parse(wanted)).toMatchObject([0.75, 190, expect.any(Number), 0.5])
    expect(await outputOf(installed.folder, ['-e', `${commonjs}console.log(result)`])).toBe(wanted)
    await writeFile(
      join(installed.folder, 'worker.mjs'),
      `import { parentPort } from 'node:worker_threads'\n${esm}parentPort.postMessage(result)`,
    )
    const main = `new (require('node:worker_threads').Worker)('./worker.mjs').on('message', console.log)`
    expect(await outputOf(installed.folder, ['-e', main])).toBe(wanted)
  })

  it('cross-validates in worker threads', async () => {
    const shared = `const y = [1, 2, 4, 8, 16, 32]
      const mean = (rows) => rows.reduce((sum, row) => sum + y[row], 0) / rows.length
      const fold = { fit: mean, score: (model, rows) => Math.abs(mean(rows) - model) }\n`
    await writeFile(
      join(installed.folder, 'fold.mjs'),
      `import { parentPort } from 'node:worker_threads'
      import { answerFolds } from '@graftjs/metrics'\n${shared}answerFolds(fold, parentPort)`,
    )
    const main = `import { Worker } from 'node:worker_threads'
      import { crossValidate, foldsInWorkers, kFold } from '@graftjs/metrics'\n${shared}
      const pool = foldsInWorkers({ workers: 2, create: () => new Worker('./fold.mjs') })
      const splits = kFold(6, { folds: 3 })
      const there = await crossValidate({ splits, evaluate: pool.evaluate, concurrency: 2 })
      await pool.close()
      console.log(JSON.stringify(there) === JSON.stringify(await crossValidate({ splits, ...fold })))`
    await writeFile(join(installed.folder, 'main.mjs'), main)
    expect(await outputOf(installed.folder, ['main.mjs'])).toBe('true')
  })

  it('works in a browser, in the page and in a worker', async (context) => {
    if (chromium === undefined) return context.skip('no Chromium (GRAFT_CHROMIUM names one)')
    const esm = `import ${names} from '@graftjs/metrics'\n${program}`
    const wanted = await outputOf(installed.folder, [
      '--input-type=module',
      '-e',
      `${esm}console.log(result)`,
    ])
    const code = await bundled(`${esm}
      if (globalThis.document) globalThis.result = result
      else postMessage(result)`)
    const { chromium: browserType } = await import('playwright-core')
    const browser = await browserType.launch({ executablePath: chromium, args: ['--no-sandbox'] })
    try {
      const page = await browser.newPage()
      await page.addScriptTag({ content: code })
      expect(await page.evaluate('result')).toBe(wanted)
      const inWorker = `new Promise((resolve, reject) => {
        const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(code)}])))
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = ({ message }) => reject(new Error(message))
      })`
      expect(await page.evaluate(inWorker)).toBe(wanted)
    } finally {
      await browser.close()
    }
  })
})

/** A bundle for browsers of what is written. It fails where a module of Node is asked for. */
async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: installed.folder },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  })
  return outputFiles[0]!.text
}

const sources = fileURLToPath(new URL('.', import.meta.url))

/** How much of a minified bundle is the measure, without the files that check input and the error they throw. */
async function ownBytes(name: string): Promise<number> {
  const { metafile } = await build({
    stdin: { contents: `export { ${name} } from './index'`, resolveDir: sources },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    conditions: ['graft:source'],
    metafile: true,
    write: false,
  })
  const parts = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
  return parts
    .filter(([file]) => !/src\/input\/|base\/src\/error/.test(file))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0)
}

describe('a bundle of one measure', () => {
  const families = {
    classification,
    clustering,
    images,
    multilabel,
    ranking,
    recommendation,
    regression,
    text,
  }
  // The report is every measure at once, with intervals.
  const measures = Object.values(families)
    .flatMap((family) => Object.keys(family))
    .filter((name) => name !== 'classificationReport')

  it.each(measures)('of %s weighs less than 5 kB as it is sent', async (name) => {
    const code = await bundled(`export { ${name} } from '@graftjs/metrics'`)
    expect(gzipSync(code).length).toBeLessThan(5000)
  })

  // Rankings are judged and candidates drawn before they are measured; what does so is larger.
  const larger = { judgeRankings: 6000, sampleCandidates: 6000 }
  const limits = measures.map((name) => [name, new Map(Object.entries(larger)).get(name) ?? 5000] as const)

  it.each(limits)(
    'has of %s itself, beside the checks of its input, less than %i bytes',
    async (name, limit) => {
      expect(await ownBytes(name)).toBeLessThan(limit)
    },
  )

  it('holds nothing of the others', async () => {
    const code = await bundled(`export { accuracy } from '@graftjs/metrics'`)
    expect(code).not.toMatch(/WebAssembly|AGFzbQ|BLEU|quantile|relevant/i)
  })
})
