import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RandomKey } from '@graftjs/base'
import { ImageClassifier } from '@graftjs/vision'
import sharp from 'sharp'
import type { Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import { TransformersJs } from '../peer/transformers-js'
import { race, samplesOf } from '../race'

const COUNT = 32
const labels = ['dark', 'bright'] as const

interface Answer {
  readonly seconds: number
  readonly labels: readonly string[]
}

/** From the files of 32 photographs to their labels, by one saved folder: Graft beside transformers.js's pipeline. */
export async function* measureClassify({ runs, tell }: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-bench-classify-'))
  let peer: TransformersJs<Answer> | undefined
  let classifier: ImageClassifier | undefined
  try {
    const pictures = await Promise.all(Array.from({ length: COUNT }, (_, at) => draw(folder, at)))
    const taught = await ImageClassifier.finetune('MobileNetV2', {
      train: pictures.map((picture, at) => ({ picture, label: labels[at % 2]! })),
      method: 'probe',
    })
    const saved = join(folder, 'model')
    await taught.save(saved)
    await taught.close()
    const ours = await ImageClassifier.load(saved)
    const theirs = new TransformersJs<Answer>('pictures.mjs', [saved, ...pictures])
    classifier = ours
    peer = theirs
    const [mine, other] = [await ours.predict(pictures), (await theirs.ask()).labels]
    tell(`${mine.filter(({ label }, at) => label === other[at]).length} of ${COUNT} labels are the same`)
    const contenders = [
      {
        name: 'graft',
        turn: async () => {
          const start = performance.now()
          await ours.predict(pictures)
          return { seconds: (performance.now() - start) / 1000 }
        },
      },
      { name: 'peer', turn: async () => ({ seconds: (await theirs.ask()).seconds }) },
    ]
    const turns = await race(contenders, { rounds: runs, warmUp: 3, tell })
    const samples = (side: string) => samplesOf(turns.get(side), 'seconds').map((seconds) => COUNT / seconds)
    for (const side of ['graft', 'peer'])
      tell(`${side}: ${samples(side).map(Math.round).join(' ')} pictures a second`)
    yield compare(
      { case: 'classify', peer: 'transformers.js pipeline', unit: 'pictures/s', better: 'more' },
      samples('graft'),
      samples('peer'),
    )
  } finally {
    peer?.close()
    await classifier?.close()
    await rm(folder, { recursive: true })
  }
}

/** A JPEG of 500 × 375, every other one bright: soft shapes with some grain, which cost what photographs cost. */
async function draw(folder: string, at: number): Promise<string> {
  const [width, height] = [500, 375]
  const grain = RandomKey.from(at).normal(width * height * 3)
  const data = Uint8ClampedArray.from(grain, (noise, i) => {
    const pixel = Math.floor(i / 3)
    const wave = Math.sin((pixel % width) / (20 + at) + (i % 3)) + Math.cos(pixel / width / (15 + at))
    return 70 + (at % 2) * 100 + 30 * wave + 8 * noise
  })
  const path = join(folder, `${at}.jpg`)
  await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toFile(path)
  return path
}
