import type { Line } from '../benchmark'

/** What a case found: the shares of the test that were got right, one a repetition, beside what they are held against. */
export interface Score {
  readonly case: string
  readonly peer: string
  readonly ours: readonly number[]
  readonly theirs: number
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** In per cent; the spread is the standard deviation of our repetitions ÷ their mean. */
export function lineOf({ case: name, peer, ours, theirs }: Score): Omit<Line, 'bench'> {
  const centre = mean(ours)
  const variance = mean(ours.map((value) => (value - centre) ** 2))
  return {
    case: name,
    peer,
    ours: 100 * centre,
    theirs: 100 * theirs,
    unit: '% right',
    ratio: centre / theirs,
    runs: ours.length,
    spread: Math.sqrt(variance) / centre,
  }
}
