import type * as images from '../../images'
import type { Example } from './kinds'
import { guesses, labels, named } from './rows'

const object = (label: string, image = 1) => ({ image, label, box: [0, 0, 10, 10], score: 0.5 })
const objects = [object('cat'), object('cat', 2)]
const picture = {
  ids: [1, 1, 0, 2],
  segments: new Map([
    [1, { label: 'a' }],
    [2, { label: 'b' }],
  ]),
}
const flat = Array.from({ length: 144 }, (_, pixel) => pixel % 7)
const detections: Example = {
  args: [objects, objects],
  kinds: { 0: ['truth', 'objects'], 1: ['detected', 'objects'] },
}
export const imageExamples: Record<keyof typeof images, Example> = {
  boxIou: {
    args: [
      [0, 0, 5, 5],
      [1, 1, 5, 5],
    ],
    kinds: { 0: ['first', 'box'], 1: ['second', 'box'] },
  },
  cocoDetection: detections,
  vocDetection: {
    args: [...detections.args, { overlap: 0.5, interpolation: 'area' }],
    kinds: {
      ...detections.kinds,
      '2.overlap': ['overlap', 'share'],
      '2.interpolation': ['interpolation', 'choice'],
    },
  },
  panopticQuality: {
    args: [
      [picture, picture],
      [picture, picture],
    ],
    kinds: { 0: ['truth', 'panoptic'], 1: ['predicted', 'panoptic'] },
  },
  psnr: {
    args: [flat, flat, { range: 255 }],
    kinds: { 0: ['truth', 'numbers'], 1: ['predicted', 'numbers'], '2.range': ['range', 'amount'] },
  },
  ssim: {
    args: [flat, flat, { width: 12, height: 12, range: 255, window: 'gaussian', channels: 1 }],
    kinds: {
      0: ['truth', 'numbers'],
      1: ['predicted', 'numbers'],
      '2.width': ['width', 'count'],
      '2.height': ['height', 'count'],
      '2.channels': ['channels', 'count'],
      '2.range': ['range', 'amount'],
      '2.window': ['window', 'choice'],
    },
  },
  segmentationScores: {
    args: [labels, guesses, { labels: named }],
    kinds: { 0: ['truth', 'labels'], 1: ['predicted', 'labels'], '2.labels': ['labels', 'names'] },
  },
}
