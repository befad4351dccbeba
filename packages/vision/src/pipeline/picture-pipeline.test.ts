import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { GraftError, RandomKey } from '@graftjs/base'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { augment, horizontalFlip, inSequence, randAugment, randomResizedCrop } from '../augment'
import { decodePicture } from '../pictures/decode-picture'
import { listPictures } from '../pictures/sources/list-pictures'
import { Preprocessor } from '../preprocess/preprocessor'
import { bundleWorker } from '../testing/bundle-worker'
import { sha256 } from '../testing/fixture'
import { pattern } from '../testing/pattern'
import { PicturePipeline, type PipelineOptions } from './picture-pipeline'

const folder = mkdtempSync(join(tmpdir(), 'graft-pipeline-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const key = RandomKey.from(21)
const preprocessor = Preprocessor.fromConfig({ image_processor_type: 'ViTImageProcessor', size: 24 })
const augmentation = inSequence(randomResizedCrop({ width: 24, height: 24 }), horizontalFlip(), randAugment())
const paths: string[] = []

beforeAll(async () => {
  for (let at = 0; at < 22; at++) {
    const { width, height, pixels } = pattern(40 + at, 60 - at, at)
    const path = join(folder, `${at}.${at % 2 ? 'png' : 'jpg'}`)
    await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(path)
    paths.push(path)
  }
})

const open = (options: Partial<PipelineOptions> = {}) =>
  PicturePipeline.open({ pictures: paths, preprocessor, augmentation, key, batchSize: 5, ...options })

async function hashes(pipeline: PicturePipeline, epoch = 0, from?: unknown): Promise<string[]> {
  const found: string[] = []
  for await (const { pixels, rows, shape } of pipeline.read({ epoch, from })) {
    expect(pixels.length).toBe(shape.reduce((product, side) => product * side, 1))
    found.push(`${rows.join(' ')}: ${sha256(pixels)}`)
  }
  return found
}

it('the worker’s program is that of its sources', async () => {
  const written = readFileSync(fileURLToPath(new URL('generated/worker-program.ts', import.meta.url)), 'utf8')
  expect(written, 'run `pnpm run worker` in packages/vision').toBe(await bundleWorker())
})

describe('what batches hold', () => {
  it('is the same for any number of threads and batches ahead', async () => {
    const wanted = await hashes(await open({ workers: 0 }))
    expect(wanted).toHaveLength(5)
    // A thread that fails is replaced by this one with a warning, and then nothing would be shown here.
    const warned = vi.spyOn(process, 'emitWarning')
    expect(await hashes(await open({ workers: 0, lend: true }))).toEqual(wanted)
    for (const [workers, ahead] of [
      [1, 0],
      [2, 2],
      [3, 4],
    ] as const) {
      // biome-ignore format: the pairs
      const pipeline = await open({ workers, ahead })
      expect(await hashes(pipeline), `${workers} workers`).toEqual(wanted)
      expect(await hashes(pipeline, 1)).not.toEqual(wanted)
      await pipeline.close()
    }
    expect(warned).not.toHaveBeenCalled()
  })

  it('is each picture decoded, augmented by its own key and normalised', async () => {
    const pipeline = await open({ workers: 2, shuffle: false })
    for await (const { pixels, rows } of pipeline.read({ epoch: 3 })) {
      for (const [at, row] of rows.entries()) {
        const own = key.fold(3).fold(1).fold(row)
        const wanted = preprocessor.apply(augment(await decodePicture(paths[row]!), augmentation, own))
        expect(sha256(pixels.subarray(at * wanted.length, (at + 1) * wanted.length))).toBe(sha256(wanted))
      }
    }
    await pipeline.close()
  })

  it('is a rest too, unless all are to be alike', async () => {
    const sizes = async (options: Partial<PipelineOptions>) => {
      const pipeline = await open({ workers: 1, ...options })
      const found: number[] = []
      for await (const { rows } of pipeline.read({ batch: 1 })) found.push(rows.length)
      await pipeline.close()
      return [pipeline.batches, ...found]
    }
    expect(await sizes({ batchSize: 7 })).toEqual([4, 7, 7, 1])
    expect(await sizes({ batchSize: 7, even: true })).toEqual([3, 7, 7])
    expect(await sizes({ batchSize: 20, even: true })).toEqual([2, 11])
    expect(await sizes({ pictures: paths.slice(0, 1), even: true })).toEqual([1])
  })

  it('of every epoch is every picture once, in another order', async () => {
    const pipeline = await open({ workers: 1 })
    const orders: number[][] = []
    for (const epoch of [0, 1]) {
      const rows: number[] = []
      for await (const batch of pipeline.read({ epoch })) rows.push(...batch.rows)
      orders.push(rows)
    }
    const all = paths.map((_, row) => row)
    expect(orders.map((rows) => rows.toSorted((a, b) => a - b))).toEqual([all, all])
    expect(orders[0]).not.toEqual(orders[1])
    await pipeline.close()
  })
})

describe('going on', () => {
  it('from a saved place gives what would have come, with any number of threads', async () => {
    const first = await open({ workers: 2 })
    const whole = await hashes(first, 4)
    for (const stopAt of [1, 3]) {
      let place: unknown
      let read = 0
      for await (const { cursor } of first.read({ epoch: 4 })) {
        place = JSON.parse(JSON.stringify(cursor))
        if (++read === stopAt) break
      }
      const other = await open({ workers: 1 })
      expect(await hashes(other, 0, place)).toEqual(whole.slice(stopAt))
      await other.close()
    }
    await first.close()
  })

  it('is refused from what is no place, or one of another pipeline', async () => {
    const pipeline = await open({ workers: 0 })
    const [batch] = [await pipeline.read().next()]
    const other = await open({ workers: 0, batchSize: 4 })
    await expect(other.read({ from: batch.value?.cursor }).next()).rejects.toThrow(/batchSize is 5.*4/)
    await expect(other.read({ from: { epoch: 1 } }).next()).rejects.toThrow(/no place/)
  })
})

describe('bad pictures', () => {
  const bad = join(folder, 'bad.jpg')

  it('end the reading with an error that names them, or are left out and counted', async () => {
    writeFileSync(bad, readFileSync(paths[0]!).subarray(0, 300))
    const pictures = [...paths.slice(0, 7), bad, '/no/such.png', ...paths.slice(7)]
    const strict = await open({ pictures, workers: 1 })
    const error: unknown = await hashes(strict).catch((thrown: unknown) => thrown)
    expect(GraftError.isInstance(error) && /bad.jpg|no\/such.png/.test(error.message)).toBe(true)
    await strict.close()
    const results = []
    for (const workers of [0, 2]) {
      const lenient = await open({ pictures, workers, onBadPicture: 'skip' })
      results.push(await hashes(lenient))
      expect([...lenient.skipped.keys()].sort()).toEqual([7, 8])
      expect(lenient.skipped.get(8)?.code).toBe('file-access')
      await lenient.close()
    }
    expect(results[0]).toEqual(results[1])
  })

  it('may be all of a batch', async () => {
    const pipeline = await open({ pictures: [bad, bad], workers: 1, onBadPicture: 'skip' })
    expect(await hashes(pipeline)).toEqual([])
    await pipeline.close()
  })
})

it('stops soon when its signal fires, and can be read again', async () => {
  const pipeline = await open({ workers: 2 })
  const controller = new AbortController()
  const reading = (async () => {
    for await (const _ of pipeline.read({ signal: controller.signal })) controller.abort()
  })()
  await expect(reading).rejects.toThrow(/abort/i)
  expect(await hashes(pipeline)).toHaveLength(5)
  await pipeline.close()
})

describe('the cache', () => {
  it('changes nothing but the work, holds no more than its bound, and minds changed and damaged files', async () => {
    const own = join(folder, 'own')
    mkdirSync(own)
    for (const path of paths.slice(0, 8)) cpSync(path, join(own, path.split('/').at(-1)!))
    const pictures = readdirSync(own).map((name) => join(own, name))
    const cache = { folder: join(folder, 'cache'), maxBytes: 30_000 }
    const wanted = await hashes(await open({ pictures, workers: 0, shortSide: 30 }))
    const files = () => readdirSync(cache.folder)
    const run = async (of: Partial<PipelineOptions>) => {
      const pipeline = await open({ pictures, shortSide: 30, cache, ...of })
      const found = await hashes(pipeline)
      await pipeline.close()
      return found
    }
    expect(await run({ workers: 2 })).toEqual(wanted)
    const kept = files().length
    expect(kept).toBeGreaterThan(2)
    expect(kept).toBeLessThan(8)
    const bytes = files().reduce((sum, name) => sum + statSync(join(cache.folder, name)).size, 0)
    expect(bytes).toBeLessThanOrEqual(cache.maxBytes)
    // The second run reads them: a picture that is changed in the cache is seen changed.
    for (const name of files()) {
      const content = readFileSync(join(cache.folder, name))
      writeFileSync(join(cache.folder, name), content.fill(0, 8))
    }
    expect(await run({ workers: 1 })).not.toEqual(wanted)
    for (const name of files()) writeFileSync(join(cache.folder, name), 'damaged')
    expect(await run({ workers: 1 })).toEqual(wanted)
    for (const path of pictures) utimesSync(path, 1, 1)
    expect(await run({ workers: 1 })).toEqual(wanted)
  })
})

it('reads archives and buffers too', async () => {
  const tar = join(folder, 'all.tar')
  const root = join(folder, 'root', 'class')
  mkdirSync(root, { recursive: true })
  for (const path of paths.slice(0, 4)) cpSync(path, join(root, path.split('/').at(-1)!))
  await promisify(execFile)('tar', ['-cf', tar, '-C', join(folder, 'root'), 'class'])
  const archived = (await listPictures(tar)).pictures.map(({ picture }) => picture)
  const plain = paths.slice(0, 4)
  const buffers = plain.map((path) => readFileSync(path))
  const results = []
  for (const pictures of [plain, archived, buffers]) {
    const pipeline = await open({ pictures, workers: 2 })
    results.push(await hashes(pipeline))
    await pipeline.close()
  }
  expect(results[1]).toEqual(results[0])
  expect(results[2]).toEqual(results[0])
})

it('memory stays flat over epochs', async () => {
  const pipeline = await open({
    workers: 2,
    batchSize: 8,
    pictures: Array.from({ length: 12 }, () => paths).flat(),
  })
  const resident: number[] = []
  for (let epoch = 0; epoch < 5; epoch++) {
    for await (const _ of pipeline.read({ epoch }));
    resident.push(process.memoryUsage().rss)
  }
  await pipeline.close()
  const grown = resident.at(-1)! - resident[2]!
  console.log(`264 pictures an epoch: ${resident.map((bytes) => Math.round(bytes / 1e6)).join(', ')} MB`)
  expect(grown).toBeLessThan(40e6)
})

it.each([
  [
    'no size',
    {
      preprocessor: Preprocessor.fromConfig({ image_processor_type: 'ViTImageProcessor', do_resize: false }),
    },
    /sizes/,
  ],
  ['a batch of none', { batchSize: 0 }, /batchSize/],
  ['half a thread', { workers: 0.5 }, /workers/],
])('refuses %s', async (_, options, message) => {
  await expect(open(options)).rejects.toThrow(message)
})
