import type { Line } from './benchmark'

interface Comparison {
  readonly case: string
  readonly peer: string
  readonly unit: string
  readonly better: 'less' | 'more'
}

/** The value below which a share of the sorted samples lies, interpolated as NumPy does by default. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)]
  const above = sorted[Math.ceil(position)]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}

/** The median of samples, and their interquartile range ÷ median. */
export function summarize(samples: readonly number[]): { median: number; spread: number } {
  const sorted = [...samples].sort((a, b) => a - b)
  const median = quantile(sorted, 0.5)
  return { median, spread: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / median }
}

/** A line out of the samples of both sides, one a round. One sample is a figure without a spread. */
export function compare(
  { better, ...about }: Comparison,
  ours: readonly number[],
  theirs: readonly number[],
): Omit<Line, 'bench'> {
  const [a, b] = [summarize(ours), summarize(theirs)]
  return {
    ...about,
    ours: a.median,
    theirs: b.median,
    ratio: better === 'less' ? b.median / a.median : a.median / b.median,
    runs: ours.length,
    spread: Math.max(a.spread, b.spread),
  }
}
