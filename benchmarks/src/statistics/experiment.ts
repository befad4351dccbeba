import { RandomKey } from '@graftjs/base'
import { Dice } from '../exactness-metrics/dice'

/** What is promised of how often something happens, when an experiment is repeated with fresh rows. */
export type Promised =
  /** An interval holds the truth this often, to 2 points where there are 200 rows or more. */
  | { readonly kind: 'coverage'; readonly nominal: number; readonly rows: number }
  /** For every α, a test gives p ≤ α this often at most where there is no difference. */
  | { readonly kind: 'level'; readonly levels: readonly number[] }
  /** New rows lie in their set or interval at least this often, and at most so often. */
  | { readonly kind: 'guarantee'; readonly least: number; readonly most: number }

/** An experiment on random rows whose outcome is known in the long run. */
export interface Experiment {
  readonly promised: Promised
  /** Makes it once: the share of what is promised, 1 or 0 for a single thing; of a test its p value. */
  readonly once: (dice: Dice, repetition: number) => number
  /** The same experiment in `peers/metrics/interval_coverage.py`, whose rate must agree to 1 point. */
  readonly peer?: string
  /** Repetitions in the short form that runs with the tests. */
  readonly short: number
}

/** A rate of many repetitions beside what is promised. */
export interface Judgement {
  readonly about: string
  readonly rate: number
  readonly promised: number
  /** How far the rate may be from that of infinitely many repetitions, in one case of three. */
  readonly standardError: number
  /** What is wrong with it, if anything is. */
  readonly fault: string | undefined
}

/** Repeats an experiment with independent draws. */
export function repeat({ once }: Experiment, repetitions: number, seed: number): Float64Array {
  const key = RandomKey.from(seed)
  return Float64Array.from({ length: repetitions }, (_, at) => once(new Dice(key.fold(at)), at))
}

/** @param slack how many standard errors a rate may lie beyond; 0 for the full number of repetitions. */
export function judge(promised: Promised, outcomes: Float64Array, slack = 0): Judgement[] {
  switch (promised.kind) {
    case 'coverage': {
      const { rate, standardError } = meanOf(outcomes)
      const { nominal, rows } = promised
      const far = rows >= 200 && Math.abs(rate - nominal) > 0.02 + slack * standardError
      const fault = far ? `covers ${percent(rate)}, and promises ${percent(nominal)} ± 2 %` : undefined
      return [{ about: `${percent(nominal)}`, rate, promised: nominal, standardError, fault }]
    }
    case 'level':
      return promised.levels.map((level) => {
        const { rate } = meanOf(outcomes.map((pValue) => (pValue <= level ? 1 : 0)))
        const standardError = Math.sqrt((level * (1 - level)) / outcomes.length)
        const fault =
          rate > level + (2 + slack) * standardError
            ? `gives p ≤ ${level} in ${percent(rate)} of cases without a difference`
            : undefined
        return { about: `p ≤ ${level}`, rate, promised: level, standardError, fault }
      })
    case 'guarantee': {
      const { rate, standardError } = meanOf(outcomes)
      const { least, most } = promised
      const room = (2 + slack) * standardError
      const fault =
        rate < least - room || rate > most + room
          ? `holds ${percent(rate)}, and promises ${percent(least)} to ${percent(most)}`
          : undefined
      return [{ about: `≥ ${percent(least)}`, rate, promised: least, standardError, fault }]
    }
  }
}

function meanOf(outcomes: Float64Array): { rate: number; standardError: number } {
  let sum = 0
  let squares = 0
  for (const outcome of outcomes) {
    sum += outcome
    squares += outcome * outcome
  }
  const rate = sum / outcomes.length
  return {
    rate,
    standardError: Math.sqrt(Math.max(0, squares / outcomes.length - rate * rate) / outcomes.length),
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
