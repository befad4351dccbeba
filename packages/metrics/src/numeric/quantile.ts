/**
 * The `share`-quantile of ascending values, linear between order statistics (Hyndman and Fan's type 7),
 * rounded as `numpy.percentile(values, 100 * share)` rounds.
 */
export function quantileOfSorted(ascending: ArrayLike<number>, share: number): number {
  const position = ((share * 100) / 100) * (ascending.length - 1)
  const below = Math.floor(position)
  const part = position - below
  const low = ascending[below]!
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part)
}
