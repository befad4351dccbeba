import type { Interval } from '../confidence/estimate'
import { asFiniteNumbers, checkNotEmpty, checkSameLength, type Numbers } from '../input/column'
import { refuse } from '../input/refuse'
import { conformalQuantile } from './quantile'

export interface ConformalIntervalsInput {
  /** The true values of calibration rows, which the model was not trained on. */
  readonly truth: Numbers
  /** What the model predicted for them: values … */
  readonly predicted?: Numbers
  /** … with, if it knows, how far each may be off (a standard deviation, say), so that intervals vary in width; */
  readonly scale?: Numbers
  /** … or a lower and an upper quantile of each (conformalized quantile regression; Romano et al. 2019). */
  readonly lower?: Numbers
  readonly upper?: Numbers
  /** The share of new rows whose true value may lie outside its interval. */
  readonly alpha: number
}

/** How intervals are made. Plain data. */
export interface ConformalIntervals {
  readonly kind: 'residual' | 'scaled' | 'quantile'
  readonly alpha: number
  /**
   * How far an interval reaches beyond the prediction (times the row's scale) or its quantiles, where it may be below
   * 0; null where there are too few rows for any but infinite intervals.
   */
  readonly width: number | null
}

/**
 * Learns how wide intervals must be to hold the true value in 1 − α of cases: a guarantee for any model and any
 * distribution, given that calibration rows and new rows come in random order.
 */
export function fitConformalIntervals(input: ConformalIntervalsInput): ConformalIntervals {
  const { alpha } = input
  const truth = asFiniteNumbers(input.truth, 'truth')
  checkNotEmpty(truth, 'truth')
  const { kind, first, second } = readPredictions(input)
  checkSameLength(truth, 'truth', first, kind === 'quantile' ? 'lower' : 'predicted')
  const misfit = Float64Array.from({ length: truth.length }, (_, row) => {
    if (kind === 'quantile') return Math.max(first[row]! - truth[row]!, truth[row]! - second![row]!)
    return Math.abs(truth[row]! - first[row]!) / (kind === 'scaled' ? second![row]! : 1)
  })
  return { kind, alpha, width: conformalQuantile(misfit, alpha) }
}

/** The interval of every new row. */
export function predictionIntervals(
  { kind, alpha, width }: ConformalIntervals,
  predictions: Pick<ConformalIntervalsInput, 'predicted' | 'scale' | 'lower' | 'upper'>,
): Interval[] {
  const { kind: given, first, second } = readPredictions(predictions)
  if (given !== kind) {
    refuse({
      what: `The intervals were fitted on ${wanted[kind]}, and ${wanted[given]} are given.`,
      where: 'predictions',
      fix: `Pass ${wanted[kind]}.`,
      code: 'invalid-option',
    })
  }
  return Array.from({ length: first.length }, (_, row) => {
    const reach = (width ?? Infinity) * (kind === 'scaled' ? second![row]! : 1)
    const upper = kind === 'quantile' ? second![row]! : first[row]!
    return { lower: first[row]! - reach, upper: upper + reach, level: 1 - alpha }
  })
}

const wanted = {
  residual: 'predicted values',
  scaled: 'predicted values with scale',
  quantile: 'lower and upper quantiles',
}

interface Predictions {
  readonly kind: ConformalIntervals['kind']
  readonly first: ArrayLike<number>
  readonly second: ArrayLike<number> | undefined
}

function readPredictions({
  predicted,
  scale,
  lower,
  upper,
}: Pick<ConformalIntervalsInput, 'predicted' | 'scale' | 'lower' | 'upper'>): Predictions {
  if (lower !== undefined && upper !== undefined && predicted === undefined) {
    const first = asFiniteNumbers(lower, 'lower')
    const second = asFiniteNumbers(upper, 'upper')
    checkSameLength(first, 'lower', second, 'upper')
    return { kind: 'quantile', first, second }
  }
  if (predicted === undefined || lower !== undefined || upper !== undefined) {
    refuse({
      what: 'It is not clear what was predicted.',
      where: 'predicted',
      fix: 'Pass predicted, or predicted and scale, or lower and upper.',
      code: 'invalid-option',
    })
  }
  const first = asFiniteNumbers(predicted, 'predicted')
  if (scale === undefined) return { kind: 'residual', first, second: undefined }
  const second = asFiniteNumbers(scale, 'scale')
  checkSameLength(first, 'predicted', second, 'scale')
  for (let row = 0; row < second.length; row++) {
    if (second[row]! > 0) continue
    refuse({
      what: `scale[${row}] is ${second[row]}.`,
      where: `scale[${row}]`,
      fix: 'Pass numbers above 0.',
      row,
    })
  }
  return { kind: 'scaled', first, second }
}
