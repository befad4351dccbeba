import {
  accuracy,
  type BalancedAccuracyOptions,
  balancedAccuracy,
  type ClassAverageOptions,
  type ClassScores,
  type ClassScoresOptions,
  type CohenKappaOptions,
  type ConfusionMatrix,
  type ConfusionMatrixOptions,
  classScores,
  cohenKappa,
  confusionMatrix,
  type FBetaOptions,
  f1,
  fBeta,
  jaccard,
  type LikelihoodRatios,
  type LikelihoodRatiosOptions,
  likelihoodRatios,
  matthews,
  type OrdinalErrorOptions,
  ordinalError,
  precision,
  recall,
  zeroOneLoss,
} from '../classification'
import type { Label } from '../input/label-index'
import { ofPairs } from './label-pairs'
import type { StreamedMeasure, WeightedBatch } from './measure'

/** True and predicted labels of some rows. */
export interface LabelBatch extends WeightedBatch {
  readonly truth: ArrayLike<Label>
  readonly predicted: ArrayLike<Label>
}

type Streamed<Result = number> = StreamedMeasure<LabelBatch, Result>
type Unweighted<Options> = Omit<Options, 'weights'>

/**
 * Measures of predicted labels, for `accumulate`. Each equals the function of its name, of which it takes the
 * options; all of them share one table of how often each class was taken for each.
 */
export const labelStreams = {
  accuracy: (): Streamed => ofLabels(accuracy),
  zeroOneLoss: (): Streamed => ofLabels(zeroOneLoss),
  balancedAccuracy: (options: Unweighted<BalancedAccuracyOptions> = {}): Streamed =>
    ofLabels((truth, predicted, weights) => balancedAccuracy(truth, predicted, { ...options, ...weights })),
  precision: (options: Unweighted<ClassAverageOptions<Label>> = {}): Streamed =>
    ofLabels((truth, predicted, weights) => precision(truth, predicted, { ...options, ...weights })),
  recall: (options: Unweighted<ClassAverageOptions<Label>> = {}): Streamed =>
    ofLabels((truth, predicted, weights) => recall(truth, predicted, { ...options, ...weights })),
  f1: (options: Unweighted<ClassAverageOptions<Label>> = {}): Streamed =>
    ofLabels((truth, predicted, weights) => f1(truth, predicted, { ...options, ...weights })),
  fBeta: (options: Unweighted<FBetaOptions<Label>>): Streamed =>
    ofLabels((truth, predicted, weights) => fBeta(truth, predicted, { ...options, ...weights })),
  jaccard: (options: Unweighted<ClassAverageOptions<Label>> = {}): Streamed =>
    ofLabels((truth, predicted, weights) => jaccard(truth, predicted, { ...options, ...weights })),
  matthews: (): Streamed => ofLabels(matthews),
  cohenKappa: (options: Unweighted<CohenKappaOptions<Label>> = {}): Streamed =>
    ofLabels((truth, predicted, weights) => cohenKappa(truth, predicted, { ...options, ...weights })),
  likelihoodRatios: (options: Unweighted<LikelihoodRatiosOptions<Label>> = {}): Streamed<LikelihoodRatios> =>
    ofLabels((truth, predicted, weights) => likelihoodRatios(truth, predicted, { ...options, ...weights })),
  ordinalError: (options: Unweighted<OrdinalErrorOptions<Label>>): Streamed =>
    ofLabels((truth, predicted, weights) => ordinalError(truth, predicted, { ...options, ...weights })),
  classScores: (options: Unweighted<ClassScoresOptions<Label>> = {}): Streamed<ClassScores<Label>> =>
    ofLabels((truth, predicted, weights) => classScores(truth, predicted, { ...options, ...weights })),
  confusionMatrix: (
    options: Unweighted<ConfusionMatrixOptions<Label>> = {},
  ): Streamed<ConfusionMatrix<Label>> =>
    ofLabels((truth, predicted, weights) => confusionMatrix(truth, predicted, { ...options, ...weights })),
} as const

/** Rows of the same pair of labels are one row that counts more: all measures of labels take weights. */
function ofLabels<Result>(
  measure: (
    truth: readonly Label[],
    predicted: readonly Label[],
    weights: { readonly weights: readonly number[] },
  ) => Result,
): Streamed<Result> {
  return ofPairs(
    ({ truth, predicted, weights }) => ({
      first: truth,
      second: predicted,
      names: ['truth', 'predicted'],
      weights,
    }),
    ({ first, second, weights }) => measure(first, second, { weights }),
  )
}
