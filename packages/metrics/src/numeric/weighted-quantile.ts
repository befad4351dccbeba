import { argsortDescending } from './radix-sort'

/**
 * The value below which a share of the weight lies, the mean of two values where the share falls between them
 * (Hyndman and Fan's type 2), as scikit-learn's weighted percentile.
 */
export function weightedQuantile(
  values: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  share: number,
): number {
  const order = argsortDescending(values)
    .reverse()
    .filter((row) => weights === undefined || weights[row]! > 0)
  let total = 0
  for (const row of order) total += weights === undefined ? 1 : weights[row]!
  const wanted = share * total
  let reached = 0
  for (let at = 0; at < order.length; at++) {
    reached += weights === undefined ? 1 : weights[order[at]!]!
    if (reached < wanted || (share === 0 && reached === 0)) continue
    const value = values[order[at]!]!
    const next = values[order[Math.min(at + 1, order.length - 1)]!]!
    return share > 0 && reached - wanted <= Number.EPSILON ? (value + next) / 2 : value
  }
  return values[order.at(-1)!]!
}
