import { RandomKey } from '@graftjs/base'
import {
  colorJitter,
  horizontalFlip,
  ImageClassifier,
  inSequence,
  type Picture,
  randomResizedCrop,
} from '@graftjs/vision'
import type { Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'

/** What may be waited for pictures, in per cent of a step. */
const allowed = 3
const batchSize = 32
const size = 128
/** A run of so many steps is taken off a longer one: compiling and the first batch are no part of a step. */
const steps = { few: 4, more: 20 }
const labels = ['light', 'dark'] as const

/**
 * How long a real fine-tuning waits for its pictures: EfficientNet-Lite0 at 128 pixels on photographs as large as it keeps
 * them, with crops, mirrors and colours.
 */
export async function* measureStarving({ runs, tell }: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const pictures = Array.from({ length: steps.more * batchSize }, (_, at) => ({
    picture: photograph(RandomKey.from(3).fold(at)),
    label: labels[at % 2]!,
  }))
  const train = async (count: number) => {
    const classifier = await ImageClassifier.finetune('EfficientNet-Lite0', {
      train: pictures.slice(0, count * batchSize),
      ...{ method: 'finetune', epochs: 1, batchSize, size, seed: 1 },
      augmentation: inSequence(
        randomResizedCrop({ width: size, height: size }),
        horizontalFlip(),
        colorJitter({ brightness: 0.3, contrast: 0.3, saturation: 0.3, hue: 0.1 }),
      ),
      onWarning: () => undefined,
    })
    await classifier.close()
    return classifier.training!
  }
  const shares: number[] = []
  for (let run = 0; run < runs; run++) {
    const [short, long] = [await train(steps.few), await train(steps.more)]
    const seconds = long.seconds - short.seconds
    shares.push((100 * (long.waitSeconds - short.waitSeconds)) / seconds)
    const each = (1000 * seconds) / (steps.more - steps.few)
    const first = `the first ${steps.few}, compiling too: ${short.seconds.toFixed(1)} s, ${(1000 * short.waitSeconds).toFixed(0)} ms of it`
    tell(`${each.toFixed(0)} ms a step, ${shares.at(-1)!.toFixed(3)} % of it waiting; ${first}`)
  }
  const what = { case: 'starving', peer: 'allowed', unit: '% of a step', better: 'less' } as const
  yield compare(what, shares, [allowed])
}

/** A soft shape with some grain. */
function photograph(key: RandomKey): Picture {
  const [width, height] = [222, 167]
  const grain = key.fold(0).uniform(width * height * 3)
  const [x, y, ...colour] = key.fold(1).uniform(5)
  const pixels = Uint8Array.from(grain, (noise, i) => {
    const place = Math.floor(i / 3)
    const [dx, dy] = [(place % width) / width - x!, Math.floor(place / width) / height - y!]
    return 255 * colour[i % 3]! * Math.exp(-4 * (dx * dx + dy * dy)) * (0.9 + 0.1 * noise)
  })
  return { width, height, pixels }
}
