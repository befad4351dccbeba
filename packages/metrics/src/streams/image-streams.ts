import { confusionMatrix } from '../classification'
import {
  type PanopticImage,
  type PanopticQuality,
  type PsnrOptions,
  psnr,
  type SegmentationOptions,
  type SegmentationScores,
  type SsimOptions,
  ssim,
} from '../images'
import { panopticQualityOf, tallySegments } from '../images/panoptic-quality'
import { segmentationOf } from '../images/segmentation-scores'
import { asRows } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import { weightedMean } from '../numeric/sum'
import { labelNamed, nameOfLabel, ofPairs } from './label-pairs'
import type { LabelBatch } from './label-streams'
import { mapped, meanOfRows, nameOf, rowsIn, type StreamedMeasure, type WeightedBatch } from './measure'
import { type NumberBatch, numberStreams } from './number-streams'

/** True and predicted segments of some images. */
export interface PanopticBatch {
  readonly truth: ArrayLike<PanopticImage<Label>>
  readonly predicted: ArrayLike<PanopticImage<Label>>
}

/** The values of some images, and of what was made of each. */
export interface ImageBatch extends WeightedBatch {
  readonly truth: ArrayLike<ArrayLike<number>>
  readonly predicted: ArrayLike<ArrayLike<number>>
}

/** Measures of images, for `accumulate`. Each equals the function of its name over all images together. */
export const imageStreams = {
  segmentationScores: (
    options: SegmentationOptions<Label> = {},
  ): StreamedMeasure<Omit<LabelBatch, 'weights'>, SegmentationScores<Label>> =>
    ofPairs(
      ({ truth, predicted }) => ({
        first: truth,
        second: predicted,
        names: ['truth', 'predicted'],
        weights: undefined,
      }),
      ({ first, second, weights }) => {
        const counted = [...first.keys()].filter((at) => first[at] !== options.ignore)
        if (counted.length === 0) {
          refuse({ what: 'Every pixel is ignored.', where: 'ignore', fix: 'Ignore another class.' })
        }
        const pick = <T>(column: readonly T[]) => counted.map((at) => column[at]!)
        const [own, given] = [pick(first), pick(second)]
        const named = options.labels === undefined ? undefined : Array.from(asRows(options.labels, 'labels'))
        const matrix = confusionMatrix(own, given, {
          weights: pick(weights),
          ...(named === undefined ? {} : { labels: [...new Set([...named, ...own, ...given])] }),
        })
        return segmentationOf(matrix, named?.length)
      },
    ),
  panopticQuality: (): StreamedMeasure<PanopticBatch, PanopticQuality<Label>> => ({
    name: 'panopticQuality',
    observe(kept, { truth, predicted }) {
      if (truth.length + predicted.length === 0) return
      for (const [label, tally] of tallySegments(truth, predicted)) {
        for (const part of parts) kept.sum(`${part} ${nameOfLabel(label)}`).add(tally[part])
      }
    },
    read(kept) {
      const labels = kept.namesAfter('found ')
      const tallies = labels.map((name): [Label, Record<(typeof parts)[number], number>] => {
        const total = (part: string) => kept.sum(`${part} ${name}`).value
        return [
          labelNamed(name),
          {
            found: total('found'),
            overlap: total('overlap'),
            missed: total('missed'),
            extra: total('extra'),
          },
        ]
      })
      return panopticQualityOf(new Map(tallies))
    },
  }),
  psnr: ({ range }: PsnrOptions): StreamedMeasure<NumberBatch, number> => ({
    ...mapped(numberStreams.meanSquaredError(), (error) => psnr([0], [Math.sqrt(error)], { range })),
    name: nameOf('psnr', { range }),
  }),
  /** The mean over images, all of one size. */
  ssim: (options: SsimOptions): StreamedMeasure<ImageBatch, number> =>
    meanOfRows<ImageBatch>(
      nameOf('ssim', options),
      ({ truth, predicted }) => rowsIn(truth, 'truth', predicted, 'predicted'),
      ({ truth, predicted, weights }) => {
        const perImage = Array.from(truth, (image, at) => ssim(image, predicted[at]!, options))
        return weightedMean(Float64Array.from(perImage), weights)
      },
    ),
} as const

const parts = ['found', 'overlap', 'missed', 'extra'] as const
