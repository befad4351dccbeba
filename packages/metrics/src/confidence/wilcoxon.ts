import type { Numbers } from '../input/column'
import { refuse, refuseOption } from '../input/refuse'
import { midranksOf } from '../numeric/midranks'
import { complementaryError } from '../numeric/normal'
import { pairedDifferences } from './paired-differences'

export interface WilcoxonOptions {
  /**
   * `exact` counts all signs and needs distinct differences; `normal` approximates, corrected for ties. `auto`
   * (default): exact for up to 50 differences without ties.
   */
  readonly method?: 'auto' | 'exact' | 'normal'
}

export interface WilcoxonResult {
  /** The smaller of the rank sums of positive and of negative differences. */
  readonly statistic: number
  readonly pValue: number
  readonly method: 'exact' | 'normal'
  /** How many differences are not 0; the others have no part. */
  readonly pairs: number
  /** The rank-biserial correlation: (positive − negative rank sum) ÷ their total, from -1 to 1. */
  readonly effect: number
}

/**
 * Wilcoxon's signed-rank test: are the differences of two models on the same items symmetric around 0? Equals
 * SciPy's `wilcoxon` (zeros left out).
 */
export function wilcoxonTest(
  first: Numbers,
  second: Numbers,
  { method = 'auto' }: WilcoxonOptions = {},
): WilcoxonResult {
  const differences = pairedDifferences(first, second).filter((difference) => difference !== 0)
  const pairs = differences.length
  if (pairs === 0) return { statistic: 0, pValue: 1, method: 'exact', pairs, effect: 0 }
  const { ranks, runs } = midranksOf(differences.map(Math.abs))
  const total = (pairs * (pairs + 1)) / 2
  let positive = 0
  differences.forEach((difference, at) => {
    if (difference > 0) positive += ranks[at]!
  })
  const tied = runs.some((run) => run > 1)
  const chosen = method === 'auto' ? (tied || pairs > 50 ? 'normal' : 'exact') : method
  const statistic = Math.min(positive, total - positive)
  const effect = (2 * positive - total) / total
  if (chosen === 'exact') {
    if (tied) {
      refuse({
        what: 'Some differences are of equal size.',
        where: 'method',
        fix: "Pass method: 'normal', or use permutationTest.",
        code: 'invalid-option',
      })
    }
    return {
      statistic,
      pValue: Math.min(1, 2 * shareAtMost(statistic, pairs)),
      method: 'exact',
      pairs,
      effect,
    }
  }
  if (chosen !== 'normal') {
    refuseOption(method, 'method', "Pass 'auto', 'exact' or 'normal'.")
  }
  const ties = runs.reduce((sum, run) => sum + (run ** 3 - run), 0)
  const variance = (pairs * (pairs + 1) * (2 * pairs + 1)) / 24 - ties / 48
  const z = (statistic - total / 2) / Math.sqrt(variance)
  return { statistic, pValue: complementaryError(Math.abs(z) / Math.SQRT2), method: 'normal', pairs, effect }
}

/** The share of all choices of signs whose positive ranks sum to at most `sum`. */
function shareAtMost(sum: number, pairs: number): number {
  // ways[s]: the share of subsets of the first ranks with sum s.
  const ways = new Float64Array(sum + 1)
  ways[0] = 1
  for (let rank = 1; rank <= pairs; rank++) {
    for (let at = sum; at >= 0; at--) {
      ways[at] = (ways[at]! + (at >= rank ? ways[at - rank]! : 0)) / 2
    }
  }
  return ways.reduce((total, share) => total + share, 0)
}
