import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RandomKey } from '@graftjs/base'
import sharp from 'sharp'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { augment } from '../augment/augmentation'
import { colorJitter, horizontalFlip, inSequence, mixUp, randomResizedCrop } from '../augment/index'
import { mixBatch } from '../augment/mix-batch'
import type { Picture } from '../pictures/picture'
import type { PictureSource } from '../pictures/picture-source'
import { Preprocessor } from '../preprocess/preprocessor'
import { drawings } from './fixtures/drawings'
import { temporaryFolder } from './fixtures/models'
import { PictureStore } from './picture-store'
import { trainingBatches } from './training-batches'

const side = 24
const batchSize = 4
/** Ten pictures are three batches of three, and one that waits for another epoch. */
const evenSize = 3
const labels = 2
const key = RandomKey.from(8)
const preprocessor = Preprocessor.fromConfig({ image_processor_type: 'ViTImageProcessor', size: side })
const augmentation = inSequence(
  randomResizedCrop({ width: side, height: side }),
  horizontalFlip(),
  colorJitter({ brightness: 0.3 }),
)
const mix = mixUp({ alpha: 0.4 })
/** Ten to train on: the first and fourth of the store are not among them. */
const rows = [1, 2, 4, 5, 6, 7, 8, 9, 10, 11]
const pictures: Picture[] = drawings(12, ['disc', 'bar']).map(({ picture }) => picture)
const targets = Float32Array.from({ length: rows.length * labels }, (_, at) => ((at >> 1) + at) % 2)

const open = async (sources: readonly PictureSource[]) => {
  const store = await PictureStore.open(sources, { longestShortSide: 1000 })
  return trainingBatches(
    { store, rows, targets, labels },
    preprocessor,
    { batchSize, augmentation, mix },
    key,
  )
}

/** What is to be in a batch, said in the plainest way. */
function wanted(epoch: number, index: number) {
  const order = key.fold(epoch).fold(0).permutation(rows.length)
  const chosen = [...order.subarray(evenSize * index, evenSize * (index + 1))]
  const seen = chosen.map((row) =>
    preprocessor.apply(augment(pictures[rows[row]!]!, augmentation, key.fold(epoch).fold(1).fold(row))),
  )
  const whole = {
    pixels: Float32Array.from(seen.flatMap((values) => [...values])),
    shape: [chosen.length, 3, side, side] as const,
    labels: Float32Array.from(
      chosen.flatMap((row) => [...targets.subarray(row * labels, (row + 1) * labels)]),
    ),
  }
  return mixBatch(whole, mix, key.fold(epoch).fold(2).fold(index))
}

const content = async ({ pixels, targets: of }: Awaited<ReturnType<Opened['at']>>) => [
  await pixels.data(),
  await of.data(),
]
type Opened = Awaited<ReturnType<typeof open>>

afterEach(() => vi.restoreAllMocks())

describe('the batches of a training', () => {
  it('hold what their place and key say, in whatever order they are asked for', async () => {
    // A thread that fails is replaced by this one with a warning, and then nothing would be shown here.
    const warned = vi.spyOn(process, 'emitWarning')
    const batches = await open(pictures)
    expect(batches.perEpoch).toBe(3)
    for (const [epoch, index] of [
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [3, 1],
      [3, 2],
      [0, 1],
      [0, 1],
    ] as const) {
      const { pixels, labels: of } = wanted(epoch, index)
      expect(await content(await batches.at(epoch, index)), `${epoch} ${index}`).toEqual([pixels, of])
    }
    await batches.close()
    expect(warned).not.toHaveBeenCalled()
  })

  it('close in the middle of an epoch', async () => {
    const batches = await open(pictures)
    await batches.at(0, 0)
    await batches.close()
  })

  describe('are the same wherever pictures come from', () => {
    const sources: Record<string, PictureSource[]> = {}
    beforeAll(async () => {
      const folder = await temporaryFolder()
      const files = await Promise.all(
        pictures.map(async ({ width, height, pixels }, at) => {
          const path = join(folder, `${at}.png`)
          await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(path)
          return { path, bytes: await sharp(path).toBuffer() }
        }),
      )
      sources['paths'] = files.map(({ path }) => path)
      sources['file addresses'] = files.map(({ path }) => pathToFileURL(path))
      sources['bytes'] = files.map(({ bytes }) => new Uint8Array(bytes))
      sources['blobs'] = files.map(({ bytes }) => new Blob([new Uint8Array(bytes)]))
      sources['data addresses'] = files.map(
        ({ bytes }) => new URL(`data:image/png;base64,${bytes.toString('base64')}`),
      )
      sources['canvases'] = pictures.map(({ width, height, pixels }) => ({
        width,
        height,
        data: Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) =>
          at % 4 === 3 ? 255 : pixels[3 * (at >> 2) + (at % 4)]!,
        ),
        // What cannot be sent to a thread.
        draw: () => undefined,
      }))
    })

    it.each(['paths', 'file addresses', 'bytes', 'blobs', 'data addresses', 'canvases'])(
      '%s, kept or not',
      async (kind) => {
        const warned = vi.spyOn(process, 'emitWarning')
        const { pixels } = wanted(0, 0)
        const batches = await open(sources[kind]!)
        expect((await content(await batches.at(0, 0)))[0]).toEqual(pixels)
        await batches.close()
        const store = { sources: sources[kind]!, longestShortSide: 1000 }
        const again = await trainingBatches(
          { store, rows, targets, labels },
          preprocessor,
          { batchSize, augmentation, mix },
          key,
        )
        expect((await content(await again.at(0, 0)))[0]).toEqual(pixels)
        await again.close()
        expect(warned).not.toHaveBeenCalled()
      },
    )
  })
})
