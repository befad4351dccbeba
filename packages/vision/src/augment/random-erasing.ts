import type { RandomKey } from '@graftjs/base'
import type { Box } from '../preprocess/resize'
import type { Size } from '../preprocess/target-size'
import { type Apply, happens } from './apply'
import { erase } from './operations/erase'
import type { Rgb } from './operations/warp'
import { fraction, type Range, range, spread } from './options'

export interface RandomErasing {
  readonly kind: 'random-erasing'
  readonly probability: number
  readonly area: Range
  readonly ratio: Range
  readonly fill: Rgb | 'noise'
}

/**
 * A rectangle is wiped out, with a probability of 0.5: 0.02 to 0.33 of the area, height to width 0.3 to 3.3, black or
 * another colour or noise (Zhong et al., "Random Erasing Data Augmentation", 2017).
 */
export function randomErasing(
  options: { probability?: number; area?: Range; ratio?: Range; fill?: Rgb | 'noise' } = {},
): RandomErasing {
  return {
    kind: 'random-erasing',
    probability: fraction(options.probability ?? 0.5, 'probability'),
    area: range(options.area ?? [0.02, 0.33], 'area', 0, 1),
    ratio: range(options.ratio ?? [0.3, 3.3], 'ratio', 1e-3, 1e3),
    fill: options.fill ?? [0, 0, 0],
  }
}

export const applyRandomErasing: Apply<RandomErasing> = (picture, options, key) => {
  const { fill } = options
  if (!happens(options.probability, key.uniform(1)[0])) return picture
  const box = randomBox(picture, options, key.fold(0))
  if (!box) return picture
  if (fill !== 'noise') return erase(picture, box, (_, channel) => fill[channel]!)
  const noise = key.fold(1).words(box.width * box.height * 3)
  return erase(picture, box, (index) => noise[index]! & 255)
}

const TRIES = 10

/** Undefined where no rectangle fits in ten tries, as in torchvision. */
function randomBox(picture: Size, { area, ratio }: RandomErasing, key: RandomKey): Box | undefined {
  const draws = key.uniform(4 * TRIES)
  for (let at = 0; at < draws.length; at += 4) {
    const pixels = picture.width * picture.height * spread(area, draws[at]!)
    const proportion = Math.exp(spread([Math.log(ratio[0]), Math.log(ratio[1])], draws[at + 1]!))
    const height = Math.round(Math.sqrt(pixels * proportion))
    const width = Math.round(Math.sqrt(pixels / proportion))
    if (height >= picture.height || width >= picture.width) continue
    const top = Math.floor(draws[at + 2]! * (picture.height - height + 1))
    const left = Math.floor(draws[at + 3]! * (picture.width - width + 1))
    return { left, top, width, height }
  }
  return undefined
}
