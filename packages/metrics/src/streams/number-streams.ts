import {
  gammaDeviance,
  maximumError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanAbsoluteScaledError,
  meanSquaredError,
  meanSquaredLogError,
  type PinballOptions,
  pinballLoss,
  poissonDeviance,
  type RegressionOptions,
  type ScaledErrorOptions,
  symmetricPercentageError,
  type TweedieOptions,
  tweedieDeviance,
} from '../regression'
import { explainedDeviance } from './explained-deviance'
import {
  mapped,
  meanOfRows,
  nameOf,
  rowsIn,
  type StreamedMeasure,
  type WeightedBatch,
  weighing,
} from './measure'
import { correlation, explained } from './moments'
import { type SketchedQuantile, type SketchOptions, sketchedQuantile } from './sketched'

/** True and predicted numbers of some rows. */
export interface NumberBatch extends WeightedBatch {
  readonly truth: ArrayLike<number>
  readonly predicted: ArrayLike<number>
}

type Streamed<Result = number> = StreamedMeasure<NumberBatch, Result>

/**
 * Measures of predicted numbers, for `accumulate`. Each equals the function of its name; `medianAbsoluteError` and
 * `absoluteErrorQuantile` are sketched once rows are many, and tell how far off they may be.
 */
export const numberStreams = {
  meanSquaredError: (): Streamed => loss('meanSquaredError', meanSquaredError),
  rootMeanSquaredError: (): Streamed => mapped(loss('rootMeanSquaredError', meanSquaredError), Math.sqrt),
  meanSquaredLogError: (): Streamed => loss('meanSquaredLogError', meanSquaredLogError),
  rootMeanSquaredLogError: (): Streamed =>
    mapped(loss('rootMeanSquaredLogError', meanSquaredLogError), Math.sqrt),
  meanAbsoluteError: (): Streamed => loss('meanAbsoluteError', meanAbsoluteError),
  meanAbsolutePercentageError: (): Streamed =>
    loss('meanAbsolutePercentageError', meanAbsolutePercentageError),
  symmetricPercentageError: (): Streamed => loss('symmetricPercentageError', symmetricPercentageError),
  meanAbsoluteScaledError: (options: Omit<ScaledErrorOptions, 'weights'>): Streamed =>
    loss('meanAbsoluteScaledError', meanAbsoluteScaledError, options),
  pinballLoss: (options: Omit<PinballOptions, 'weights'> = {}): Streamed =>
    loss('pinballLoss', pinballLoss, options),
  tweedieDeviance: (options: Omit<TweedieOptions, 'weights'> = {}): Streamed =>
    loss('tweedieDeviance', tweedieDeviance, options),
  poissonDeviance: (): Streamed => loss('poissonDeviance', poissonDeviance),
  gammaDeviance: (): Streamed => loss('gammaDeviance', gammaDeviance),
  maximumError: (): Streamed => ({
    name: 'maximumError',
    observe(kept, batch) {
      if (rows(batch) > 0) kept.reach('error', maximumError(batch.truth, batch.predicted))
    },
    read: (kept) => kept.greatestOf('error'),
  }),
  rSquared: (): Streamed => explained('all of the error'),
  explainedVariance: (): Streamed => explained('error less its mean'),
  explainedDeviance: (options: Omit<TweedieOptions, 'weights'> = {}): Streamed => explainedDeviance(options),
  pearson: (): Streamed => correlation(),
  medianAbsoluteError: (options: SketchOptions = {}): Streamed<SketchedQuantile> =>
    absoluteErrors('medianAbsoluteError', 0.5, options),
  absoluteErrorQuantile: ({
    quantile,
    ...options
  }: SketchOptions & { readonly quantile: number }): Streamed<SketchedQuantile> =>
    absoluteErrors(nameOf('absoluteErrorQuantile', { quantile }), quantile, options),
} as const

const rows = ({ truth, predicted }: NumberBatch) => rowsIn(truth, 'truth', predicted, 'predicted')

function loss<Options extends object>(
  name: string,
  measure: (
    truth: ArrayLike<number>,
    predicted: ArrayLike<number>,
    options: Options & RegressionOptions,
  ) => number,
  options: Options,
): Streamed
function loss(
  name: string,
  measure: (truth: ArrayLike<number>, predicted: ArrayLike<number>, options: RegressionOptions) => number,
): Streamed
function loss(
  name: string,
  measure: (truth: ArrayLike<number>, predicted: ArrayLike<number>, options: RegressionOptions) => number,
  options: object = {},
): Streamed {
  return meanOfRows(nameOf(name, options), rows, (batch) =>
    measure(batch.truth, batch.predicted, { ...options, ...weighing(batch) }),
  )
}

function absoluteErrors(name: string, quantile: number, options: SketchOptions): Streamed<SketchedQuantile> {
  return sketchedQuantile(name, quantile, options, (batch) => {
    const count = rows(batch)
    return Float64Array.from({ length: count }, (_, row) =>
      Math.abs(batch.truth[row]! - batch.predicted[row]!),
    )
  })
}
