import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GraftError, RandomKey } from '@graftjs/base'
import {
  decodePicture,
  horizontalFlip,
  imagenet,
  inSequence,
  PicturePipeline,
  Preprocessor,
  randomResizedCrop,
} from '@graftjs/vision'
import type { Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import { Peer } from '../peer/peer'
import { race, samplesOf } from '../race'

/** JPEGs of 500 × 375 that the peer draws: soft shapes with some grain, which cost what photographs cost. */
const COUNT = 320
const batchSize = 32
const workers = 2

/** An epoch of the usual ImageNet training: decode, random crop to 224, flip, normalise, batches of 32. */
export const measureInput = (options: MeasureOptions) => measureEpochs(options, 'input')

/** The epochs after the first, where ours has decoded pictures on disk and the peer decodes again. */
export const measureCachedInput = (options: MeasureOptions) => measureEpochs(options, 'input-cached')

async function* measureEpochs(
  { runs, tell }: MeasureOptions,
  name: 'input' | 'input-cached',
): AsyncGenerator<Omit<Line, 'bench'>> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-bench-vision-'))
  const paths = Array.from({ length: COUNT }, (_, at) => join(folder, `${at}.jpg`))
  const peer = await Peer.start({
    venv: 'vision',
    script: 'vision.py',
    setup: { paths, batchSize, workers },
    threads: workers,
  })
  const pipeline = await PicturePipeline.open({
    pictures: paths,
    preprocessor,
    augmentation: inSequence(randomResizedCrop({ width: 224, height: 224 }), horizontalFlip()),
    key: RandomKey.from(1),
    batchSize,
    workers,
    lend: true,
    ...(name === 'input-cached' ? { cache: { folder: join(folder, 'decoded'), maxBytes: 1e9 } } : {}),
  })
  try {
    tell(`largest difference of a picture's numbers: ${await furthest(paths[0]!, peer)}`)
    let epoch = 0
    const ours = async () => {
      const started = performance.now()
      let seen = 0
      for await (const { rows } of pipeline.read({ epoch: epoch++ })) seen += rows.length
      if (seen !== COUNT) throw new Error(`${seen} pictures were read`)
      return { seconds: (performance.now() - started) / 1000 }
    }
    const contenders = [
      { name: 'graft', turn: ours },
      { name: 'peer', turn: async () => ({ seconds: await peer.run('input') }) },
    ]
    const turns = await race(contenders, { rounds: runs, warmUp: 1, tell })
    const [mine, theirs] = ['graft', 'peer'].map((side) =>
      samplesOf(turns.get(side), 'seconds').map((seconds) => COUNT / seconds),
    )
    tell(`ours ${shown(mine!)}, theirs ${shown(theirs!)} pictures a second`)
    const what = {
      case: name,
      peer: 'torchvision, 2 workers',
      unit: 'pictures/s',
      better: 'more',
    } as const
    yield compare(what, mine!, theirs!)
  } finally {
    peer.close()
    await pipeline.close()
    await rm(folder, { recursive: true })
  }
}

const preprocessor = Preprocessor.fromConfig({
  image_processor_type: 'ViTImageProcessor',
  size: 224,
  image_mean: imagenet.mean,
  image_std: imagenet.deviation,
})

/** Both must see the same picture: decoded, resized and normalised alike. */
async function furthest(path: string, peer: Peer): Promise<number> {
  const { values } = await peer.answer('pixels', undefined)
  const pixels = preprocessor.apply(await decodePicture(path))
  const step = Math.floor(pixels.length / 1000)
  const found = Array.isArray(values)
    ? values.map((value, at) => Math.abs(Number(value) - pixels[at * step]!))
    : []
  const most = found.length > 900 ? Math.max(...found) : Number.NaN
  if (most < 1e-5) return most
  throw new GraftError('engine-failure', {
    what: `The pictures of both sides differ by ${most}.`,
    fix: 'Compare the versions of Pillow and torchvision with the requirements.',
  })
}

const shown = (values: readonly number[]) => values.map((value) => value.toFixed(0)).join(' ')
