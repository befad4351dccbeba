import { asOpenShare } from '../input/column'
import { sortAscending } from '../numeric/radix-sort'

/**
 * The score that at least 1 − α of new rows stay below, given calibration scores in random order: the
 * ⌈(n + 1)(1 − α)⌉-th smallest, or null where there are too few for any (Vovk et al. 2005).
 */
export function conformalQuantile(scores: Float64Array, alpha: number): number | null {
  asOpenShare(alpha, 'alpha')
  // Rounding must not push a whole number up by one.
  const rank = Math.ceil((scores.length + 1) * (1 - alpha) - 1e-9)
  if (rank > scores.length) return null
  return sortAscending(scores.slice())[Math.max(0, rank - 1)]!
}
