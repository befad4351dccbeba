import {
  hammingLoss,
  multilabelAveragePrecision,
  multilabelConfusion,
  multilabelScores,
  subsetAccuracy,
} from '@graftjs/metrics'
import type { ClassifierParts } from '../batch-classifier'
import type { RowSource, WatchedOptions } from '../contract'
import type { LabelSetPrediction } from '../prediction'
import { checkKnownSets, type LabelSetRow, readLabelSets } from './label-sets'
import { predictRows } from './predict-rows'

/** How a classifier of any number of labels does on rows that it has not seen. */
export interface LabelSetReport<Label extends string = string> {
  readonly rows: number
  readonly labels: readonly Label[]
  /** F1 over all pairs of row and label, the plain mean over labels, and the mean over rows. */
  readonly f1: { readonly micro: number; readonly macro: number; readonly samples: number }
  /** The mean over labels; null where a label has no row, or all of them. */
  readonly meanAveragePrecision: number | null
  /** The share of rows whose labels are exactly right, and of pairs of row and label that are wrong. */
  readonly subsetAccuracy: number
  readonly hammingLoss: number
  readonly classes: readonly {
    readonly label: Label
    /** Rows that have it. */
    readonly support: number
    /** 0 where it was never predicted, or no row has it. */
    readonly precision: number
    readonly recall: number
    readonly f1: number
  }[]
}

export interface LabelSetEvaluation<Label extends string = string> {
  readonly report: LabelSetReport<Label>
  /** Every row's true labels and prediction, in the order of the rows. */
  readonly truths: readonly (readonly Label[])[]
  readonly predictions: readonly LabelSetPrediction<Label>[]
  /** Time spent predicting, in seconds. */
  readonly seconds: number
  readonly device: string
}

/**
 * Predicts rows of label sets in batches and measures the result.
 *
 * @throws GraftError `invalid-data` naming the row; `invalid-option`; `aborted`.
 */
export async function evaluateLabelSets<Input, Label extends string, Row extends LabelSetRow<Label>>(
  parts: ClassifierParts<Input, LabelSetPrediction<Label>, Label>,
  source: RowSource<Row>,
  options: WatchedOptions = {},
): Promise<LabelSetEvaluation<Label>> {
  const { kind, labels, predictor } = parts
  const rows = await readLabelSets(kind, source, 'rows', options.signal)
  checkKnownSets(rows, labels, 'rows')
  const { predictions, seconds } = await predictRows(parts, rows, options)
  const truths = rows.map((row) => row.labels)
  const { device } = predictor
  return { report: reportOf(truths, predictions, labels), truths, predictions, seconds, device }
}

function reportOf<Label extends string>(
  truths: readonly (readonly Label[])[],
  predictions: readonly LabelSetPrediction<Label>[],
  labels: readonly Label[],
): LabelSetReport<Label> {
  const predicted = predictions.map((prediction) => prediction.labels)
  const f1 = (average: 'micro' | 'macro' | 'samples') =>
    multilabelScores(truths, predicted, { labels, average }).fBeta
  const classes = multilabelConfusion(truths, predicted, { labels }).map(
    ({ label, truePositives: right, falsePositives, falseNegatives }) => {
      const [given, support] = [right + falsePositives, right + falseNegatives]
      const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
      return {
        label,
        support,
        precision: share(right, given),
        recall: share(right, support),
        f1: share(2 * right, given + support),
      }
    },
  )
  const ranked = classes.every(({ support }) => support > 0 && support < truths.length)
  const scores = predictions.map((prediction) => labels.map((label) => prediction.scores[label]))
  return {
    rows: truths.length,
    labels,
    f1: { micro: f1('micro'), macro: f1('macro'), samples: f1('samples') },
    meanAveragePrecision: ranked ? multilabelAveragePrecision(truths, scores, { labels }) : null,
    subsetAccuracy: subsetAccuracy(truths, predicted, { labels }),
    hammingLoss: hammingLoss(truths, predicted, { labels }),
    classes,
  }
}
