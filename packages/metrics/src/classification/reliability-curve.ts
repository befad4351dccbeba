import { asWeights, asWholeNumber, type Column, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { refuseOption } from '../input/refuse'
import type { ScoreMatrix } from '../input/score-matrix'
import { quantileOfSorted } from '../numeric/quantile'
import { type Probabilities, type ProbabilityOptions, readProbabilities } from './probability-input'

export interface ReliabilityOptions<L extends Label> extends ProbabilityOptions<L> {
  readonly weights?: Numbers
  /** How many bins the range of probabilities is cut into; 15 by default. */
  readonly bins?: number
  /** Bins of equal width (`uniform`, default) or of equally many rows (`quantile`; weights do not move them). */
  readonly strategy?: 'uniform' | 'quantile'
}

/** The rows whose probability lies in (lower, upper]; the first bin has its lower end too. */
export interface ReliabilityBin {
  readonly lower: number
  readonly upper: number
  readonly rows: number
  /** Σ of the rows' weights; the number of rows without weights. */
  readonly weight: number
  /** The mean probability given: of the positive class, or of the predicted class. */
  readonly meanScore: number
  /** How often it was right: the share of positive rows, or of rows whose predicted class is the true one. */
  readonly observed: number
}

/**
 * How often what was given probability p came true, bin by bin; a calibrated model has observed ≈ meanScore.
 * With one score per row, of the positive class, this equals scikit-learn's `calibration_curve`; with a score
 * per class it is about the predicted class (Guo et al. 2017). Bins without rows are left out.
 */
export function reliabilityCurve<L extends Label>(
  truth: Column<L>,
  scores: Numbers | ScoreMatrix,
  options: ReliabilityOptions<L> = {},
): ReliabilityBin[] {
  const claims = claimsOf(readProbabilities(truth, scores, options))
  return binClaims(claims, asWeights(options.weights, claims.given.length), options)
}

/** What a model claimed of each row, and whether it came true. */
export interface Claims {
  readonly given: ArrayLike<number>
  readonly cameTrue: Uint8Array
}

/** The claim of a row is the score of the positive class, or the greatest score among classes. */
export function claimsOf({ values, columns, codes }: Probabilities): Claims {
  if (columns === 1) return { given: values, cameTrue: Uint8Array.from(codes) }
  const given = new Float64Array(codes.length)
  const cameTrue = new Uint8Array(codes.length)
  for (let row = 0; row < codes.length; row++) {
    let best = 0
    for (let column = 1; column < columns; column++) {
      if (values[row * columns + column]! > values[row * columns + best]!) best = column
    }
    given[row] = values[row * columns + best]!
    cameTrue[row] = best === codes[row] ? 1 : 0
  }
  return { given, cameTrue }
}

export function binClaims(
  { given, cameTrue }: Claims,
  weights: ArrayLike<number> | undefined,
  { bins = 15, strategy = 'uniform' }: Pick<ReliabilityOptions<Label>, 'bins' | 'strategy'>,
): ReliabilityBin[] {
  asWholeNumber(bins, 'bins', 1, 1_000_000)
  const edges = edgesOf(given, bins, strategy)
  const rows = new Float64Array(bins)
  const weight = new Float64Array(bins)
  const score = new Float64Array(bins)
  const observed = new Float64Array(bins)
  for (let row = 0; row < given.length; row++) {
    const bin = binOf(given[row]!, edges)
    const share = weights === undefined ? 1 : weights[row]!
    rows[bin] = rows[bin]! + 1
    weight[bin] = weight[bin]! + share
    score[bin] = score[bin]! + share * given[row]!
    observed[bin] = observed[bin]! + share * cameTrue[row]!
  }
  const curve: ReliabilityBin[] = []
  for (let bin = 0; bin < bins; bin++) {
    const total = weight[bin]!
    if (total === 0) continue
    curve.push({
      lower: edges[bin]!,
      upper: edges[bin + 1]!,
      rows: rows[bin]!,
      weight: total,
      meanScore: score[bin]! / total,
      observed: observed[bin]! / total,
    })
  }
  return curve
}

function edgesOf(given: ArrayLike<number>, bins: number, strategy: 'uniform' | 'quantile'): Float64Array {
  const step = 1 / bins
  const shares = Float64Array.from({ length: bins + 1 }, (_, at) => (at === bins ? 1 : at * step))
  if (strategy === 'uniform') return shares
  if (strategy === 'quantile') {
    const sorted = Float64Array.from(given).sort()
    return shares.map((share) => quantileOfSorted(sorted, share))
  }
  return refuseOption(strategy, 'strategy', "Pass 'uniform' or 'quantile'.")
}

/** The number of inner edges that lie below the value. */
function binOf(value: number, edges: Float64Array): number {
  let low = 1
  let high = edges.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (edges[middle]! < value) low = middle + 1
    else high = middle
  }
  return low - 1
}
