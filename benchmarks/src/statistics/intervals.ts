import { bootstrapInterval, delongInterval, pairedTTest, wilsonInterval } from '@graftjs/metrics'
import type { Dice } from '../exactness-metrics/dice'
import type { Experiment } from './experiment'

const resamples = 999
const coverage = (rows: number) => ({ kind: 'coverage', nominal: 0.95, rows }) as const

/** Intervals of 95 %: how often do they hold the value that the rows were drawn with? */
export const intervals: Readonly<Record<string, Experiment>> = {
  'wilson, 200 of 0.9': {
    promised: coverage(200),
    peer: 'wilson_200',
    short: 4000,
    once: (dice) => holds(wilsonInterval(successes(200, 0.9, dice), 200), 0.9),
  },
  'wilson, 30 of 0.7': {
    promised: coverage(30),
    peer: 'wilson_30',
    short: 4000,
    once: (dice) => holds(wilsonInterval(successes(30, 0.7, dice), 30), 0.7),
  },
  't interval, 20 pairs': {
    promised: coverage(20),
    peer: 't_20',
    short: 4000,
    once(dice) {
      const first = dice.list(20, () => dice.normal() + 0.5)
      return holds(
        pairedTTest(
          first,
          dice.list(20, () => dice.normal()),
        ),
        0.5,
      )
    },
  },
  'percentile, mean of 200': {
    promised: coverage(200),
    peer: 'percentile_200',
    short: 400,
    once: (dice, seed) => meanOfSkewed(200, 'percentile', dice, seed),
  },
  'bca, mean of 200': {
    promised: coverage(200),
    peer: 'bca_200',
    short: 400,
    once: (dice, seed) => meanOfSkewed(200, 'bca', dice, seed),
  },
  'bca, F1 of 200': {
    promised: coverage(200),
    peer: 'f1_200',
    short: 300,
    once(dice, seed) {
      // 30 % positive, 80 % of them found, and 10 % of the others taken for positive.
      const truth = dice.list(200, () => dice.chance(0.3))
      const guess = truth.map((positive) => dice.chance(positive ? 0.8 : 0.1))
      const f1 = (rows: Int32Array) => {
        let both = 0
        let either = 0
        for (const row of rows) {
          if (truth[row] && guess[row]) both++
          if (truth[row]) either++
          if (guess[row]) either++
        }
        return either === 0 ? 0 : (2 * both) / either
      }
      const interval = bootstrapInterval(200, f1, { seed, repetitions: resamples })
      return holds(interval, (2 * 0.24) / (0.3 + 0.24 + 0.07))
    },
  },
  'bca, strata of 100 + 100': {
    promised: coverage(200),
    peer: 'strata_100_100',
    short: 300,
    once(dice, seed) {
      const values = dice.list(200, (row) => skewed(dice) + (row < 100 ? 1 : 0))
      const difference = (rows: Int32Array) => {
        const sums = [0, 0]
        let first = 0
        for (const row of rows) {
          if (row < 100) first++
          sums[row < 100 ? 0 : 1]! += values[row]!
        }
        return sums[0]! / first - sums[1]! / (rows.length - first)
      }
      const strata = values.map((_, row) => (row < 100 ? 1 : 2))
      return holds(bootstrapInterval(200, difference, { strata, seed, repetitions: resamples }), 1)
    },
  },
  'bca, 200 groups of 4': {
    promised: coverage(800),
    peer: 'groups_200',
    short: 300,
    once(dice, seed) {
      const ofGroup = dice.list(200, () => skewed(dice))
      const values = dice.list(800, (row) => ofGroup[row % 200]! + dice.normal())
      const groups = values.map((_, row) => row % 200)
      const interval = bootstrapInterval(800, meanAt(values), { groups, seed, repetitions: resamples })
      return holds(interval, 2)
    },
  },
  'delong interval of 200': {
    promised: coverage(200),
    short: 2000,
    once(dice) {
      const truth = dice.list(200, (row) => row % 2)
      const scores = truth.map((positive) => positive + dice.normal())
      // The area of two normal distributions one standard deviation apart: Φ(1/√2).
      return holds(delongInterval(truth, scores), 0.7602499389065233)
    },
  },
}

function meanOfSkewed(rows: number, method: 'bca' | 'percentile', dice: Dice, seed: number): number {
  const values = dice.list(rows, () => skewed(dice))
  return holds(bootstrapInterval(rows, meanAt(values), { method, seed, repetitions: resamples }), 2)
}

/** Gamma of shape 2: mean 2, variance 2, skewness √2. */
function skewed(dice: Dice): number {
  return -Math.log((1 - dice.uniform()) * (1 - dice.uniform()))
}

function meanAt(values: readonly number[]): (rows: Int32Array) => number {
  return (rows) => {
    let sum = 0
    for (const row of rows) sum += values[row]!
    return sum / rows.length
  }
}

function successes(trials: number, share: number, dice: Dice): number {
  let count = 0
  for (let trial = 0; trial < trials; trial++) if (dice.chance(share)) count++
  return count
}

function holds({ lower, upper }: { readonly lower: number; readonly upper: number }, truth: number): number {
  return lower <= truth && truth <= upper ? 1 : 0
}
