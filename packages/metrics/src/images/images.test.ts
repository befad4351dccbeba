import { describe, expect, it } from 'vitest'
import { f1, jaccard } from '../classification'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import {
  boxIou,
  cocoDetection,
  type DetectedObject,
  type PanopticImage,
  type PanopticSegment,
  panopticQuality,
  psnr,
  segmentationScores,
  ssim,
  type TrueObject,
  vocDetection,
} from '.'

interface StoredImage {
  ids: number[]
  segments: [number, PanopticSegment<string>][]
}

const fixture = readFixture<{
  detection: {
    truth: TrueObject<number>[]
    detected: DetectedObject<number>[]
    classes: number
    stats: (number | null)[]
    perClass: [number | null, number | null, number | null][]
    voc: [number | null, number | null][]
  }[]
  similarity: {
    width: number
    height: number
    channels: number
    range: number
    first: number[]
    second: number[]
    psnr: number
    uniform: number
    gaussian: number
  }[]
  panoptic: { images: [StoredImage, StoredImage][]; classes: Record<string, [number, number, number]> }
}>(new URL('fixtures/images.json', import.meta.url))

const close = (found: number | null, wanted: number | null, what: string) => {
  if (wanted === null || found === null) expect(found, what).toBe(wanted)
  else expectClose(found, wanted, what)
}

describe.each(fixture.detection)(
  'what is said of detections',
  ({ truth, detected, stats, perClass, voc }) => {
    it('by pycocotools', () => {
      const found = cocoDetection(truth, detected)
      const ours = [
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
      ours.forEach((value, at) => {
        close(value, stats[at]!, `statistic ${at}`)
      })
      for (const own of found.classes) {
        const [precision, recall, precision50] = perClass[own.label - 1]!
        close(own.averagePrecision, precision, `class ${own.label}`)
        close(own.averageRecall, recall, `recall ${own.label}`)
        close(own.averagePrecision50, precision50, `class ${own.label} at 0.5`)
      }
    })

    it("by VOC's protocol", () => {
      const area = vocDetection(truth, detected)
      const eleven = vocDetection(truth, detected, { interpolation: 'eleven-points' })
      for (const [at, { label, averagePrecision }] of area.classes.entries()) {
        close(averagePrecision, voc[label - 1]![0], `class ${label}`)
        close(eleven.classes[at]!.averagePrecision, voc[label - 1]![1], `class ${label}, eleven points`)
      }
      const measured = voc.flatMap(([own]) => own ?? [])
      const mean = measured.reduce((sum, value) => sum + value, 0) / measured.length
      expectClose(area.meanAveragePrecision, mean, 'mean')
    })
  },
)

it.each(fixture.similarity)('what scikit-image says of $width × $height × $channels', (example) => {
  const { first, second, range } = example
  expectClose(psnr(first, second, { range }), example.psnr, 'PSNR')
  expectClose(ssim(first, second, example), example.gaussian, 'gaussian')
  expectClose(ssim(first, second, { ...example, window: 'uniform' }), example.uniform, 'uniform')
  expect(ssim(first, first, example)).toBe(1)
  expect(psnr(first, first, { range })).toBe(Infinity)
})

it('panoptic quality, with regions that are not judged', () => {
  const image = ({ ids, segments }: StoredImage): PanopticImage<string> => ({
    ids,
    segments: new Map(segments),
  })
  const truth = fixture.panoptic.images.map(([own]) => image(own))
  const predicted = fixture.panoptic.images.map(([, given]) => image(given))
  const found = panopticQuality(truth, predicted)
  expect(found.classes.map(({ label }) => label)).toEqual(Object.keys(fixture.panoptic.classes))
  for (const { label, quality, recognition, segmentation } of found.classes)
    expectAllClose([quality, recognition, segmentation], fixture.panoptic.classes[label]!, label)
  const qualities = found.classes.map(({ quality }) => quality)
  expectClose(found.quality, qualities.reduce((a, b) => a + b, 0) / qualities.length, 'mean')
  expect(panopticQuality(truth, truth)).toMatchObject({ quality: 1, recognition: 1, segmentation: 1 })
})

describe('classes of pixels', () => {
  const truth = ['sky', 'sky', 'sea', 'sea', 'sand', 'void']
  const predicted = ['sky', 'sea', 'sea', 'sea', 'sky', 'sand']

  it('per class are Jaccard and F1', () => {
    const found = segmentationScores(truth, predicted)
    for (const { label, iou, dice } of found.classes) {
      expectClose(iou!, jaccard(truth, predicted, { average: 'macro', labels: [label] }), `IoU of ${label}`)
      expectClose(dice!, f1(truth, predicted, { average: 'macro', labels: [label] }), `Dice of ${label}`)
    }
    expectClose(found.pixelAccuracy, 3 / 6, 'accuracy')
  })

  it('leave out what is ignored, and name what does not occur', () => {
    const found = segmentationScores(truth, predicted, { labels: ['sky', 'snow'], ignore: 'void' })
    expect(found.classes).toEqual([
      { label: 'sky', iou: 1 / 3, dice: 0.5 },
      { label: 'snow', iou: null, dice: null },
    ])
    expectClose(found.pixelAccuracy, 3 / 5, 'accuracy')
    expectClose(found.meanIou, 1 / 3, 'mean')
    expect(() => segmentationScores(['void'], ['sky'], { ignore: 'void' })).toThrow(/Every pixel is ignored/)
  })
})

describe('boxes', () => {
  it('overlap by their shared share', () => {
    expect(boxIou([0, 0, 2, 2], [1, 1, 2, 2])).toBeCloseTo(1 / 7)
    expect(boxIou([0, 0, 1, 1], [1, 0, 1, 1])).toBe(0)
    expect(boxIou([0, 0, 0, 0], [0, 0, 0, 0])).toBe(0)
  })

  it.each<[string, () => unknown, RegExp]>([
    ['a negative width', () => boxIou([0, 0, -1, 1], [0, 0, 1, 1]), /first has the box \[0, 0, -1, 1\]/],
    ['no objects', () => cocoDetection([], []), /truth is empty/],
    [
      'a score of NaN',
      () =>
        cocoDetection(
          [{ image: 1, label: 'a', box: [0, 0, 1, 1] }],
          [{ image: 1, label: 'a', box: [0, 0, 1, 1], score: Number.NaN }],
        ),
      /detected\[0\] has the score NaN/,
    ],
    [
      'only what is ignored',
      () => vocDetection([{ image: 1, label: 'a', box: [0, 0, 1, 1], ignore: true }], []),
      /No object is there/,
    ],
    ['a range of 0', () => psnr([1], [1], { range: 0 }), /range is 0/],
    [
      'an image smaller than the window',
      () => ssim([1], [1], { width: 1, height: 1, range: 1 }),
      /width is 1/,
    ],
    [
      'an image of another size',
      () => ssim(Array(120).fill(1), Array(121).fill(1), { width: 11, height: 11, range: 1 }),
      /truth has 120 values; width × height × channels is 121/,
    ],
    [
      'a segment without description',
      () => panopticQuality([{ ids: [1], segments: new Map() }], [{ ids: [0], segments: new Map() }]),
      /pixels of the segment 1/,
    ],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(message)
  })
})
