import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RandomKey } from '@graftjs/base'
import type { Prediction } from '@graftjs/classifier'
import { env, pipeline } from '@huggingface/transformers'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Picture } from '../pictures/picture'
import { drawing, drawings } from './fixtures/drawings'
import { efficientNetLite0, mobileNetV2, temporaryFolder } from './fixtures/models'
import { ImageClassifier } from './image-classifier'

const python = process.env['GRAFT_PYTHON']
const script = fileURLToPath(new URL('fixtures/reopen.py', import.meta.url))

/** Labels with awkward names. */
const rename = { disc: 'disc "&<round>', bar: 'Balken – 棒', stripes: '条纹/stripes' } as const
const names = Object.values(rename).sort()
const size = 64

async function writePng(path: string, { width, height, pixels }: Picture): Promise<string> {
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path)
  return path
}

/** Two drawings side by side: wider than high. */
function wide(left: Picture, right: Picture): Picture {
  const width = left.width + right.width
  const pixels = new Uint8Array(width * left.height * 3)
  for (let y = 0; y < left.height; y++) {
    for (const [picture, at] of [
      [left, 0],
      [right, left.width],
    ] as const) {
      const row = picture.pixels.subarray(y * picture.width * 3, (y + 1) * picture.width * 3)
      pixels.set(row, (y * width + at) * 3)
    }
  }
  return { width, height: left.height, pixels }
}

describe.each([
  ['MobileNetV2', mobileNetV2, 'MobileNetV2ForImageClassification'],
  ['EfficientNet-Lite0', efficientNetLite0, 'timm'],
] as const)('a saved %s', (_, model, kind) => {
  let folder: string
  /** Of the size that the model sees, and others. */
  let fitting: string[]
  let paths: string[]
  let predictions: Prediction[]

  beforeAll(async () => {
    const temporary = await temporaryFolder()
    folder = join(temporary, 'saved')
    const classifier = await ImageClassifier.finetune(model, {
      train: drawings(24, ['disc', 'bar', 'stripes']).map(({ picture, label }) => ({
        picture,
        label: rename[label],
      })),
      method: 'finetune',
      epochs: 1,
      batchSize: 8,
      size,
      onWarning: () => undefined,
    })
    const figures = ['disc', 'bar', 'stripes'] as const
    const draw = (index: number, side: number) =>
      drawing(figures[index % 3]!, RandomKey.from(7).fold(index), side)
    const write = (name: string, picture: Picture) => writePng(join(temporary, `${name}.png`), picture)
    fitting = await Promise.all([0, 1, 2].map((index) => write(`fitting-${index}`, draw(index, size))))
    const others = [draw(3, 150), draw(4, 33), wide(draw(5, 90), draw(6, 90))]
    paths = [
      ...fitting,
      ...(await Promise.all(others.map((picture, index) => write(`other-${index}`, picture)))),
    ]
    predictions = await classifier.predict(paths)
    await classifier.save(folder)
    await classifier.close()
  })

  const largestDifference = (scores: readonly (readonly number[])[]) =>
    Math.max(
      ...scores.flatMap((row, index) =>
        row.map((score, label) => Math.abs(score - predictions[index]!.scores[names[label]!]!)),
      ),
    )

  it('says different things of different pictures, so that equal scores mean something', () => {
    for (const label of names) {
      const scores = predictions.map((prediction) => prediction.scores[label]!)
      expect(Math.max(...scores) - Math.min(...scores)).toBeGreaterThan(0.02)
    }
  })

  it('opens in Graft to the same bits', async () => {
    const same = await ImageClassifier.load(folder)
    expect(same.labels).toEqual(names)
    expect(await same.predict(paths)).toEqual(predictions)
    await same.close()
  })

  it('opens in transformers.js to the same scores', async (context) => {
    if (kind === 'timm') return context.skip('transformers.js has no type for models of timm')
    env.allowRemoteModels = false
    const classify = await pipeline('image-classification', folder, { dtype: 'fp32' })
    const scores: number[][] = []
    for (const path of fitting) {
      const found = [await classify(path, { top_k: names.length })].flat(2)
      scores.push(names.map((name) => found.find(({ label }) => label === name)!.score))
    }
    await classify.dispose()
    const difference = largestDifference(scores)
    console.log(`transformers.js: scores differ by at most ${difference.toExponential(1)}`)
    expect(difference).toBeLessThan(1e-4)
  })

  it('opens in Python to the same scores, whatever size the pictures have, and its ONNX file is valid', {
    // Python has much to import.
    timeout: 240_000,
  }, (context) => {
    if (!python) return context.skip('GRAFT_PYTHON names no Python with transformers, torch, Pillow and onnx')
    const { status, stdout, stderr } = spawnSync(python, [script, folder, ...paths], {
      encoding: 'utf8',
      env: { ...process.env, HF_HUB_OFFLINE: '1' },
    })
    expect(status, stderr).toBe(0)
    const { scores, labels, why, onnxScores } = JSON.parse(stdout) as {
      scores: number[][] | null
      labels: string[] | null
      why?: string
      onnxScores: number[][]
    }
    expect(largestDifference(onnxScores)).toBeLessThan(1e-4)
    if (!scores) return console.warn(`Python opens the ONNX file alone: ${why}`)
    expect(labels).toEqual(names)
    const difference = largestDifference(scores)
    console.log(`Python: scores differ by at most ${difference.toExponential(1)}`)
    expect(difference).toBeLessThan(1e-4)
  })
})
