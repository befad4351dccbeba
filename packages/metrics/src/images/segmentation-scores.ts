import { type ConfusionMatrix, confusionMatrix } from '../classification/confusion-matrix'
import { asRows, type Column, checkSameLength } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels } from '../input/labels'
import { refuse } from '../input/refuse'

export interface SegmentationOptions<L extends Label> {
  /** The classes and their order; by default all that occur. */
  readonly labels?: Column<L>
  /** Pixels whose true class is this one do not count (void, border). */
  readonly ignore?: L
}

export interface SegmentationScores<L extends Label> {
  /** The share of pixels whose class is right. */
  readonly pixelAccuracy: number
  /** The mean intersection over union of classes that occur in truth or prediction. */
  readonly meanIou: number
  /** The mean Dice coefficient of these classes. */
  readonly meanDice: number
  readonly classes: readonly {
    readonly label: L
    /** Pixels of the class in both ÷ pixels of it in either; null where it occurs in neither. */
    readonly iou: number | null
    /** 2·pixels in both ÷ (pixels in truth + pixels predicted); null where it occurs in neither. */
    readonly dice: number | null
  }[]
}

/**
 * How well the class of every pixel is found. Pixels of several images may stand one after the other. Per class,
 * IoU equals scikit-learn's `jaccard_score` and Dice its `f1_score`.
 *
 * @param truth the true class of every pixel.
 */
export function segmentationScores<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  { labels, ignore }: SegmentationOptions<L> = {},
): SegmentationScores<L> {
  const truthRows = asRows(truth, 'truth')
  const predictedRows = asRows(predicted, 'predicted')
  checkSameLength(truthRows, 'truth', predictedRows, 'predicted')
  const counted =
    ignore === undefined
      ? undefined
      : Array.from(truthRows).flatMap((label, pixel) => (label === ignore ? [] : [pixel]))
  if (counted?.length === 0) {
    refuse({ what: 'Every pixel is ignored.', where: 'ignore', fix: 'Ignore another class.' })
  }
  const pick = (rows: ArrayLike<L>) => (counted === undefined ? rows : counted.map((pixel) => rows[pixel]!))
  const [own, given] = [pick(truthRows), pick(predictedRows)]
  const named = labels === undefined ? undefined : withOthers(labels, own, given)
  const matrix = confusionMatrix(own, given, named === undefined ? {} : { labels: named })
  return segmentationOf(matrix, labels === undefined ? undefined : asRows(labels, 'labels').length)
}

/** @param listed how many of the classes, from the first on, are told of; the others count for pixels only. */
export function segmentationOf<L extends Label>(
  { labels: order, counts }: ConfusionMatrix<L>,
  listed = order.length,
): SegmentationScores<L> {
  const sums = order.map((_, at) => ({
    both: counts[at]![at]!,
    truth: counts[at]!.reduce((sum, count) => sum + count, 0),
    predicted: counts.reduce((sum, line) => sum + line[at]!, 0),
  }))
  const total = sums.reduce((sum, { truth }) => sum + truth, 0)
  const classes = sums.slice(0, listed).map(({ both, truth, predicted }, at) => {
    const either = truth + predicted - both
    return {
      label: order[at]!,
      iou: either === 0 ? null : both / either,
      dice: either === 0 ? null : (2 * both) / (truth + predicted),
    }
  })
  return {
    pixelAccuracy: sums.reduce((sum, { both }) => sum + both, 0) / total,
    meanIou: meanOf(classes.flatMap(({ iou }) => iou ?? [])),
    meanDice: meanOf(classes.flatMap(({ dice }) => dice ?? [])),
    classes,
  }
}

/** The named labels first, then those that occur beside them, so that no pixel is left out. */
function withOthers<L extends Label>(labels: Column<L>, ...columns: ArrayLike<L>[]): L[] {
  const index = asLabels(labels)
  columns.forEach((column, at) => {
    const name = at === 0 ? 'truth' : 'predicted'
    for (let pixel = 0; pixel < column.length; pixel++) index.add(column[pixel]!, name, pixel)
  })
  return index.labels
}

function meanOf(values: readonly number[]): number {
  if (values.length > 0) return values.reduce((sum, value) => sum + value, 0) / values.length
  return refuse({
    what: 'None of the labels occurs.',
    where: 'labels',
    fix: 'Name the labels as truth and predicted do.',
  })
}
