import { percentileInterval } from '../confidence/bootstrap'
import type { Estimate } from '../confidence/estimate'
import { resampleCells } from '../confidence/resampled-counts'
import { Draws } from '../random/draws'
import { averageOfTallies } from './class-average'
import { type ClassTally, fBetaOf } from './class-scores'
import { matthewsOfSums } from './matthews'

export interface ScoreIntervals {
  readonly macroF1: Estimate
  readonly weightedF1: Estimate
  readonly microF1: Estimate
  readonly balancedAccuracy: Estimate
  readonly matthews: Estimate
  readonly classF1: readonly Estimate[]
}

export interface ScoreIntervalInput {
  readonly codes: Int32Array
  readonly predicted: Int32Array
  readonly classes: number
  readonly weights: ArrayLike<number> | undefined
  readonly level: number
  readonly repetitions: number
  readonly seed: number
}

/** The scores that follow from the confusion matrix, with percentile intervals over resampled rows. */
export function scoreIntervals(input: ScoreIntervalInput): ScoreIntervals {
  const { codes, predicted, classes, weights, level, repetitions, seed } = input
  const pairs = distinctPairs(codes, predicted, classes)
  const sums = new Sums(classes)
  const samples = new Samples(classes, repetitions)

  const resampler = resampleCells(pairs.pairOf, pairs.actual.length, weights)
  resampler.forEach(repetitions, Draws.from(seed), (cells) => {
    sums.fill(pairs, cells)
    samples.add(sums)
  })
  sums.fill(pairs, totalsOf(pairs, weights))
  const estimate = (values: Float64Array, value: number) => percentileInterval(values.sort(), value, level)
  return {
    macroF1: estimate(samples.macroF1, macroF1(sums)),
    weightedF1: estimate(samples.weightedF1, weightedF1(sums)),
    microF1: estimate(samples.microF1, microF1(sums)),
    balancedAccuracy: estimate(samples.balancedAccuracy, balanced(sums)),
    matthews: estimate(samples.matthews, matthewsOfSums(sums)),
    classF1: samples.classF1.map((values, at) => estimate(values, f1Of(sums.tallies[at]!))),
  }
}

/** Which pairs of true and predicted class occur, and the pair of every row. */
interface Pairs {
  readonly pairOf: Int32Array
  readonly actual: Int32Array
  readonly guess: Int32Array
}

function distinctPairs(codes: Int32Array, predicted: Int32Array, classes: number): Pairs {
  const known = new Map<number, number>()
  const pairOf = codes.map((code, row) => {
    const key = code * classes + predicted[row]!
    const pair = known.get(key) ?? known.size
    known.set(key, pair)
    return pair
  })
  const keys = [...known.keys()]
  return {
    pairOf,
    actual: Int32Array.from(keys, (key) => Math.floor(key / classes)),
    guess: Int32Array.from(keys, (key) => key % classes),
  }
}

function totalsOf({ pairOf, actual }: Pairs, weights: ArrayLike<number> | undefined): Float64Array {
  const totals = new Float64Array(actual.length)
  pairOf.forEach((pair, row) => {
    totals[pair] = totals[pair]! + (weights === undefined ? 1 : weights[row]!)
  })
  return totals
}

/** The tallies of every class in one resample, reused from one to the next. */
class Sums {
  readonly truth: Float64Array
  readonly predicted: Float64Array
  readonly agreed: Float64Array
  readonly tallies: readonly ClassTally[]
  total = 0

  constructor(classes: number) {
    const truth = new Float64Array(classes)
    const predicted = new Float64Array(classes)
    const agreed = new Float64Array(classes)
    this.truth = truth
    this.predicted = predicted
    this.agreed = agreed
    this.tallies = Array.from({ length: classes }, (_, at) => ({
      get truth() {
        return truth[at]!
      },
      get predicted() {
        return predicted[at]!
      },
      get agreed() {
        return agreed[at]!
      },
    }))
  }

  fill({ actual, guess }: Pairs, cells: Float64Array): void {
    this.truth.fill(0)
    this.predicted.fill(0)
    this.agreed.fill(0)
    this.total = 0
    for (let pair = 0; pair < cells.length; pair++) {
      const weight = cells[pair]!
      const row = actual[pair]!
      const column = guess[pair]!
      this.total += weight
      this.truth[row] = this.truth[row]! + weight
      this.predicted[column] = this.predicted[column]! + weight
      if (row === column) this.agreed[row] = this.agreed[row]! + weight
    }
  }
}

class Samples {
  readonly macroF1: Float64Array
  readonly weightedF1: Float64Array
  readonly microF1: Float64Array
  readonly balancedAccuracy: Float64Array
  readonly matthews: Float64Array
  readonly classF1: readonly Float64Array[]
  private filled = 0

  constructor(classes: number, repetitions: number) {
    this.macroF1 = new Float64Array(repetitions)
    this.weightedF1 = new Float64Array(repetitions)
    this.microF1 = new Float64Array(repetitions)
    this.balancedAccuracy = new Float64Array(repetitions)
    this.matthews = new Float64Array(repetitions)
    this.classF1 = Array.from({ length: classes }, () => new Float64Array(repetitions))
  }

  add(sums: Sums): void {
    const at = this.filled++
    this.macroF1[at] = macroF1(sums)
    this.weightedF1[at] = weightedF1(sums)
    this.microF1[at] = microF1(sums)
    this.balancedAccuracy[at] = balanced(sums)
    this.matthews[at] = matthewsOfSums(sums)
    for (let column = 0; column < this.classF1.length; column++) {
      this.classF1[column]![at] = f1Of(sums.tallies[column]!)
    }
  }
}

const f1Of = (tally: ClassTally) => fBetaOf(tally, 1, 0)
const macroF1 = (sums: Sums) => averageOfTallies(sums.tallies, 'macro', f1Of)
const weightedF1 = (sums: Sums) => averageOfTallies(sums.tallies, 'weighted', f1Of)
const microF1 = (sums: Sums) => averageOfTallies(sums.tallies, 'micro', f1Of)

function balanced({ truth, agreed }: Sums): number {
  let sum = 0
  let classes = 0
  for (let at = 0; at < truth.length; at++) {
    if (truth[at] === 0) continue
    sum += agreed[at]! / truth[at]!
    classes++
  }
  return classes === 0 ? 0 : sum / classes
}
