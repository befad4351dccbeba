import { asWholeNumber, type Numbers } from '../input/column'
import { Draws } from '../random/draws'
import { meanOf, pairedDifferences } from './paired-differences'

export interface PermutationTestOptions {
  /** How many random swaps; with few enough pairs all swaps are counted instead. 9999 by default. */
  readonly repetitions?: number
  /** The same seed gives the same p; 1 by default. */
  readonly seed?: number
}

export interface PermutationTestResult {
  /** The mean of first − second. */
  readonly difference: number
  /** The share of swaps whose mean difference is at least as far from 0. */
  readonly pValue: number
  /** True where all 2ⁿ swaps were counted. */
  readonly exact: boolean
}

/**
 * The paired permutation test: if both models were alike, their scores on each item could be swapped. Nothing is
 * assumed of their distribution. Random swaps count the observed order too, so p is never 0 (Phipson and Smyth
 * 2010). Equals SciPy's `permutation_test(permutation_type="samples")` where all swaps are counted.
 */
export function permutationTest(
  first: Numbers,
  second: Numbers,
  { repetitions = 9999, seed = 1 }: PermutationTestOptions = {},
): PermutationTestResult {
  asWholeNumber(repetitions, 'repetitions', 1)
  const all = pairedDifferences(first, second)
  const difference = meanOf(all)
  const sizes = all.filter((value) => value !== 0).map(Math.abs)
  // Sums that are equal in exact arithmetic may differ by rounding.
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const observed = Math.abs(difference) * all.length - 1e-12 * total
  const exact = sizes.length < 31 && 2 ** sizes.length <= repetitions
  const pValue = exact
    ? shareOfAll(sizes, observed)
    : shareOfRandom(sizes, observed, repetitions, Draws.from(seed))
  return { difference, pValue, exact }
}

function shareOfAll(sizes: Float64Array, observed: number): number {
  const choices = 2 ** sizes.length
  let asFar = 0
  for (let signs = 0; signs < choices; signs++) {
    let sum = 0
    for (let at = 0; at < sizes.length; at++) sum += (signs >>> at) & 1 ? sizes[at]! : -sizes[at]!
    if (Math.abs(sum) >= observed) asFar++
  }
  return asFar / choices
}

function shareOfRandom(sizes: Float64Array, observed: number, repetitions: number, draws: Draws): number {
  let asFar = 1
  for (let repetition = 0; repetition < repetitions; repetition++) {
    let sum = 0
    let bits = 0
    for (let at = 0; at < sizes.length; at++) {
      if (at % 20 === 0) bits = draws.below(0x100000)
      sum += bits & 1 ? sizes[at]! : -sizes[at]!
      bits >>>= 1
    }
    if (Math.abs(sum) >= observed) asFar++
  }
  return asFar / (repetitions + 1)
}
