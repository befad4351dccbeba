import type { Estimate } from '../confidence/estimate'
import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import type { ScoreMatrix } from '../input/score-matrix'
import type { ReliabilityBin } from './reliability-curve'

/** What a classifier said about rows whose class is known. */
export interface ClassificationReportInput<L extends Label> {
  /** The true label of every row. */
  readonly truth: Column<L>
  /** Probabilities, rows × classes, as an array of rows or flat (row after row), classes as in `labels`. */
  readonly scores: ScoreMatrix
  /** Every class, in the order of the columns of `scores`; at least two. */
  readonly labels: Column<L>
  /** The class of interest, where there is one (say, `spam`); carried through for readers of the report. */
  readonly positive?: L
  /** How often each row counts; every row once by default. */
  readonly weights?: Numbers
  /** The probability that an interval covers the true value; 0.95 by default. */
  readonly level?: number
  /** How many resamples the bootstrap intervals rest on; 1000 by default. */
  readonly repetitions?: number
  /** The seed of the resamples; the same gives the same report. 1 by default. */
  readonly seed?: number
  /** The greatest number of points per curve; 200 by default. */
  readonly curvePoints?: number
  /** The number of bins of the reliability curve; 15 by default. */
  readonly calibrationBins?: number
}

/**
 * Everything that is known about a classifier from one evaluation: plain data, safe to write as JSON and read
 * back (no NaN, no Infinity, no typed array). Positions in `classes`, `confusionMatrix` follow `labels`.
 */
export interface ClassificationReport<L extends Label = Label> {
  readonly kind: 'classification-report'
  readonly version: 1
  /** The number of rows. */
  readonly rows: number
  /** Σ of the rows' weights; equals `rows` without weights. */
  readonly weight: number
  readonly labels: readonly L[]
  /** The class of interest, or null where none was named. */
  readonly positive: L | null
  /** The share of rows whose greatest score is at the true class; Wilson interval. */
  readonly accuracy: Estimate
  /** The mean recall of the classes that truth holds; bootstrap interval. */
  readonly balancedAccuracy: Estimate
  /** F1 over all of `labels`; a class without rows and predictions counts 0. Bootstrap intervals. */
  readonly f1: { readonly macro: Estimate; readonly weighted: Estimate; readonly micro: Estimate }
  /** Matthews' correlation, -1 to 1; bootstrap interval. */
  readonly matthews: Estimate
  /** The mean −ln(probability of the true class), in nats. */
  readonly logLoss: number
  /** The mean squared error of the probabilities; halved for two classes. */
  readonly brier: number
  readonly classes: readonly ClassReport<L>[]
  /** `confusionMatrix[i][j]`: the weight of rows of class `labels[i]` predicted as `labels[j]`. */
  readonly confusionMatrix: readonly (readonly number[])[]
  /** Does a probability of 0.8 come true in 80 % of cases? About the predicted class of every row. */
  readonly calibration: {
    /** Expected calibration error: the mean gap over bins, weighted by rows. */
    readonly expectedError: number
    readonly maximumError: number
    readonly bins: readonly ReliabilityBin[]
  }
  /** What to keep in mind when reading the figures. Empty where nothing is odd. */
  readonly warnings: readonly ReportWarning<L>[]
  /** How the intervals were made, so that the report can be made again. */
  readonly settings: { readonly level: number; readonly repetitions: number; readonly seed: number }
}

/** One class against all others. */
export interface ClassReport<L extends Label = Label> {
  readonly label: L
  /** The weight of the rows of this class (their number, without weights). */
  readonly support: number
  /** The weight of the rows predicted as this class. */
  readonly predicted: number
  /** 0 where the class was never predicted, with the interval 0 to 1. Wilson interval. */
  readonly precision: Estimate
  /** 0 where truth has no row of the class, with the interval 0 to 1. Wilson interval. */
  readonly recall: Estimate
  /** Bootstrap interval. */
  readonly f1: Estimate
  /** The area under the precision-recall curve, or null where truth has no row of the class. */
  readonly averagePrecision: number | null
  /** The area under the ROC curve, or null where truth has no row of the class or no other. */
  readonly rocAuc: number | null
  /** For plots: thinned and rounded to six digits; null where `averagePrecision` is. */
  readonly precisionRecallCurve: ReportPrecisionRecallCurve | null
  /** For plots: thinned and rounded to six digits; null where `rocAuc` is. */
  readonly rocCurve: ReportRocCurve | null
}

/**
 * Points by rising threshold, recall falling; all three lists are equally long. The last point (precision 1 at
 * recall 0) has the threshold null: above every score.
 */
export interface ReportPrecisionRecallCurve {
  readonly precision: readonly number[]
  readonly recall: readonly number[]
  readonly thresholds: readonly (number | null)[]
}

/** Points from (0, 0) to (1, 1); the first has the threshold null: above every score. */
export interface ReportRocCurve {
  readonly falsePositiveRate: readonly number[]
  readonly truePositiveRate: readonly number[]
  readonly thresholds: readonly (number | null)[]
}

/** A stable `code` for programs, a sentence for people, and the classes that it is about. */
export interface ReportWarning<L extends Label = Label> {
  readonly code: 'class-absent' | 'few-rows' | 'never-predicted' | 'one-class'
  readonly message: string
  readonly labels: readonly L[]
}
