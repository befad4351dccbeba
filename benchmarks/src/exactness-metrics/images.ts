import { type Box, boxIou, cocoDetection, psnr, segmentationScores, ssim } from '@graftjs/metrics'
import type { Dice } from './dice'
import { type Exactness, exact } from './exact'

const coco = 'pycocotools 2.0.11'
const skimage = 'scikit-image 0.26.0'

function randomBox(dice: Dice): Box {
  const size = () => Math.round(Math.exp(dice.uniform() * 5) * 10) / 10
  return [dice.whole(0, 200), dice.whole(0, 200), size(), size()]
}

/** A box near another, on whole pixels often enough to tie. */
function near(dice: Dice, [x, y, width, height]: Box): Box {
  const shift = () => dice.pick([0, 0, 1, -2, 5, 0.5 * dice.normal() * Math.min(width, height)])
  return [x + shift(), y + shift(), Math.max(1, width + shift()), Math.max(1, height + shift())]
}

export function detections(dice: Dice) {
  const images = dice.whole(1, 4)
  const classes = dice.whole(1, 3)
  const crowd = dice.pick([0, 0.2])
  const truth = dice.list(dice.whole(1, 15), () => ({
    image: dice.whole(0, images - 1),
    label: dice.whole(0, classes - 1),
    box: randomBox(dice),
    ignore: dice.chance(crowd),
    area: dice.chance(0.5) ? dice.whole(1, 20000) : null,
  }))
  const detected = dice.list(dice.whole(0, 40), () => {
    const object = dice.pick(truth)
    return {
      image: object.image,
      label: dice.chance(0.9) ? object.label : dice.whole(0, classes - 1),
      box: dice.chance(0.8) ? near(dice, object.box) : randomBox(dice),
      score: dice.whole(0, dice.pick([3, 1000])) / 1000,
    }
  })
  return { truth, detected }
}

/** Two images of bytes or of shares. */
function imagePair(dice: Dice) {
  const [width, height, channels] = [dice.whole(11, 20), dice.whole(11, 20), dice.pick([1, 3])]
  const range = dice.pick([255, 1])
  const noise = dice.pick([0, 0.02, 0.5])
  const byte = range === 255
  const pixel = (value: number) => {
    const inside = Math.min(range, Math.max(0, value))
    return byte ? Math.round(inside) : inside
  }
  const flat = dice.chance(0.1)
  const truth = dice.list(width * height * channels, () => pixel(flat ? 0.5 * range : range * dice.uniform()))
  const predicted = truth.map((value) => pixel(value + noise * range * dice.normal()))
  return { truth, predicted, width, height, channels, range }
}

export const images = {
  boxIou: exact({
    peer: coco,
    make(dice) {
      const first = randomBox(dice)
      return { first, second: near(dice, first) }
    },
    ours: ({ first, second }) => boxIou(first, second),
  }),
  cocoDetection: exact({
    peer: coco,
    make: detections,
    ours({ truth, detected }) {
      const objects = truth.map(({ area, ...object }) => (area === null ? object : { ...object, area }))
      const found = cocoDetection(objects, detected)
      return [
        found.averagePrecision,
        found.averagePrecision50,
        found.averagePrecision75,
        found.small.averagePrecision,
        found.medium.averagePrecision,
        found.large.averagePrecision,
        found.averageRecall1,
        found.averageRecall10,
        found.averageRecall,
        found.small.averageRecall,
        found.medium.averageRecall,
        found.large.averageRecall,
      ]
    },
  }),
  segmentationScores: exact({
    peer: 'scikit-learn 1.9.1',
    make(dice) {
      const classes = dice.whole(1, 5)
      const truth = dice.list(dice.whole(1, 80), () => dice.whole(1, classes))
      return { truth, predicted: truth.map((own) => (dice.chance(0.6) ? own : dice.whole(1, classes + 1))) }
    },
    ours({ truth, predicted }) {
      const { pixelAccuracy, meanIou, meanDice, classes } = segmentationScores(truth, predicted)
      return [
        pixelAccuracy,
        meanIou,
        meanDice,
        classes.map(({ iou }) => iou),
        classes.map(({ dice }) => dice),
      ]
    },
  }),
  psnr: exact({
    peer: skimage,
    make: imagePair,
    ours: ({ truth, predicted, range }) => psnr(truth, predicted, { range }),
  }),
  ssim: exact({
    peer: skimage,
    make: (dice) => ({ ...imagePair(dice), window: dice.pick(['gaussian', 'uniform']) }),
    ours: ({ truth, predicted, ...options }) => ssim(truth, predicted, options),
  }),
} satisfies Record<string, Exactness>
