import {
  type ConformalSetsInput,
  crossConformalIntervals,
  fitConformalIntervals,
  fitConformalSets,
  fitCrossConformal,
  type Interval,
  predictionIntervals,
  predictionSets,
} from '@graftjs/metrics'
import type { Dice } from '../exactness-metrics/dice'
import type { Experiment } from './experiment'

const alpha = 0.1
const calibrationRows = 100
const newRows = 20
const exact = { kind: 'guarantee', least: 1 - alpha, most: 1 - alpha + 1 / (calibrationRows + 1) } as const
const atLeast = { kind: 'guarantee', least: 1 - alpha, most: 1 } as const
const twice = { kind: 'guarantee', least: 1 - 2 * alpha, most: 1 } as const

/** Conformal sets and intervals of a poor model: what share of new rows do they hold? */
export const conformal: Readonly<Record<string, Experiment>> = {
  'least sets': sets(exact, {}),
  'adaptive sets': sets(atLeast, { method: 'adaptive' }),
  'adaptive, randomized': sets(exact, { method: 'adaptive', randomize: true }),
  'regularized, randomized': sets(exact, {
    method: 'regularized',
    randomize: true,
    penalty: 0.1,
    freeRanks: 1,
  }),
  'sets of the rare class': {
    promised: atLeast,
    short: 300,
    once(dice) {
      const calibration = labelled(calibrationRows, dice)
      const fitted = fitConformalSets({ ...calibration, labels: [0, 1, 2], alpha, perClass: true })
      const fresh = labelled(200, dice)
      const found = predictionSets(fitted, fresh.scores)
      const rare = fresh.truth.flatMap((label, row) => (label === 2 ? [found[row]!.includes(2)] : []))
      // Without a rare row among the new ones there is nothing that could be missed.
      return rare.length === 0 ? 1 - alpha : rare.filter(Boolean).length / rare.length
    },
  },
  'residual intervals': intervals(({ predicted }) => ({ predicted })),
  'scaled intervals': intervals(({ predicted, scale }) => ({ predicted, scale })),
  'quantile intervals': intervals(({ predicted }) => ({
    // Far too narrow: calibration widens them.
    lower: predicted.map((value) => value - 0.1),
    upper: predicted.map((value) => value + 0.1),
  })),
  'cv+ of 10 folds': { promised: twice, short: 300, once: (dice) => acrossFolds(10, dice) },
  'jackknife+': { promised: twice, short: 150, once: (dice) => acrossFolds(60, dice) },
}

function sets(
  promised: Experiment['promised'],
  rule: Pick<ConformalSetsInput<number>, 'method' | 'randomize' | 'penalty' | 'freeRanks'>,
): Experiment {
  return {
    promised,
    short: 600,
    once(dice, repetition) {
      const calibration = labelled(calibrationRows, dice)
      const seed = 2 * repetition
      const fitted = fitConformalSets({ ...calibration, labels: [0, 1, 2], alpha, seed, ...rule })
      const fresh = labelled(newRows, dice)
      const found = predictionSets(fitted, fresh.scores, { seed: seed + 1 })
      return found.filter((set, row) => set.includes(fresh.truth[row]!)).length / newRows
    },
  }
}

/** Rows of three classes, the last of which is rare and poorly recognised. */
function labelled(rows: number, dice: Dice): { truth: number[]; scores: number[][] } {
  const truth = dice.list(rows, () => (dice.chance(0.7) ? 0 : dice.chance(0.7) ? 1 : 2))
  const scores = truth.map((label) => {
    const odds = dice.list(3, (k) => Math.exp(3 * dice.normal() + (k === label ? (label === 2 ? 1 : 3) : 0)))
    const total = odds.reduce((sum, own) => sum + own, 0)
    return odds.map((own) => own / total)
  })
  return { truth, scores }
}

interface Measured {
  readonly truth: number[]
  readonly predicted: number[]
  readonly scale: number[]
}

function intervals(given: (rows: Measured) => Parameters<typeof predictionIntervals>[1]): Experiment {
  return {
    promised: exact,
    short: 600,
    once(dice) {
      const calibration = measured(calibrationRows, dice)
      const fitted = fitConformalIntervals({ truth: calibration.truth, alpha, ...given(calibration) })
      const fresh = measured(newRows, dice)
      return shareHeld(predictionIntervals(fitted, given(fresh)), fresh.truth)
    },
  }
}

/** Rows whose scatter grows with their value. */
function measured(rows: number, dice: Dice): Measured {
  const x = dice.list(rows, () => dice.uniform())
  const scale = x.map((value) => 0.2 + value)
  const predicted = x.map((value) => 2 * value)
  return { predicted, scale, truth: predicted.map((value, row) => value + scale[row]! * dice.normal()) }
}

/** The mean of the other folds is the model. */
function acrossFolds(folds: number, dice: Dice): number {
  const truth = dice.list(60, () => dice.normal())
  const foldOf = truth.map((_, row) => row % folds)
  const means = dice.list(folds, (fold) => {
    const others = truth.filter((_, row) => foldOf[row] !== fold)
    return others.reduce((sum, value) => sum + value, 0) / others.length
  })
  const fitted = fitCrossConformal({ truth, foldOf, alpha, outOfFold: foldOf.map((fold) => means[fold]!) })
  const fresh = dice.list(newRows, () => dice.normal())
  const found = crossConformalIntervals(
    fitted,
    means.map((mean) => fresh.map(() => mean)),
  )
  return shareHeld(found, fresh)
}

function shareHeld(found: readonly Interval[], truth: readonly number[]): number {
  return (
    found.filter(({ lower, upper }, row) => lower <= truth[row]! && truth[row]! <= upper).length /
    truth.length
  )
}
