import { asWholeNumber } from '../input/column'
import { refuse, refuseOption } from '../input/refuse'
import type { FlatMatrix } from '../input/score-matrix'
import type { Draws } from '../random/draws'

export interface SetRuleOptions {
  /**
   * `least` (default): the smallest sets, every label whose probability is high enough (LAC; Sadinle et al. 2019).
   * `adaptive`: labels from the likeliest on until their sum is enough; larger sets for harder rows (APS; Romano et
   * al. 2020). `regularized`: the same with a penalty on every label after the first few, against very large sets
   * (RAPS; Angelopoulos et al. 2021).
   */
  readonly method?: 'least' | 'adaptive' | 'regularized'
  /** Count only a random part of a label's own probability, so that coverage is exact; not for `least`. */
  readonly randomize?: boolean
  /** What each label after the first `freeRanks` adds to the sum; for `regularized`, 0.01 by default. */
  readonly penalty?: number
  /** How many labels come without a penalty; for `regularized`, 5 by default. */
  readonly freeRanks?: number
}

/** How badly a label fits a row is measured. Plain data. */
export type SetRule = Required<SetRuleOptions>

/** The misfit of every label of a row. */
type MisfitReader = (row: number) => Float64Array

export function asSetRule(options: SetRuleOptions): {
  readonly settings: SetRule
  readonly reader: (matrix: FlatMatrix, draws: Draws) => MisfitReader
} {
  const { method = 'least', randomize = false, penalty = 0.01, freeRanks = 5 } = options
  const reader = readers[method]
  if (reader === undefined) {
    refuseOption(method, 'method', "Pass 'least', 'adaptive' or 'regularized'.")
  }
  asWholeNumber(freeRanks, 'freeRanks', 0)
  if (!(penalty >= 0 && penalty < Infinity)) {
    refuseOption(penalty, 'penalty', 'Pass a finite number of 0 or more.')
  }
  if (method === 'least' && randomize) {
    refuse({
      what: 'The method least has nothing to randomize.',
      where: 'randomize',
      fix: "Pass method: 'adaptive' or 'regularized', or leave randomize out.",
      code: 'invalid-option',
    })
  }
  const settings = { method, randomize, penalty, freeRanks }
  return { settings, reader: (matrix, draws) => reader(matrix, settings, draws) }
}

const readers: Readonly<
  Record<SetRule['method'], (matrix: FlatMatrix, rule: SetRule, draws: Draws) => MisfitReader>
> = {
  least: (matrix) => (row) => rowOf(matrix, row).map((probability) => 1 - probability),
  adaptive: (matrix, rule, draws) => (row) => sumsDownTo(rowOf(matrix, row), { ...rule, penalty: 0 }, draws),
  regularized: (matrix, rule, draws) => (row) => sumsDownTo(rowOf(matrix, row), rule, draws),
}

/** For each label the probability of all that are likelier, its own (or a random part of it), and the penalties. */
function sumsDownTo(
  probabilities: Float64Array,
  { randomize, penalty, freeRanks }: SetRule,
  draws: Draws,
): Float64Array {
  const order = Array.from(probabilities.keys()).sort(
    (a, b) => probabilities[b]! - probabilities[a]! || a - b,
  )
  const part = randomize ? draws.uniform() : 1
  const sums = new Float64Array(probabilities.length)
  let likelier = 0
  order.forEach((label, at) => {
    const own = likelier + part * probabilities[label]!
    // All labels together are 1, whatever rounding makes of the sum.
    const sum = at === order.length - 1 && !randomize ? 1 : own
    sums[label] = sum + penalty * Math.max(0, at + 1 - freeRanks)
    likelier += probabilities[label]!
  })
  return sums
}

function rowOf({ values, columns }: FlatMatrix, row: number): Float64Array {
  return Float64Array.from({ length: columns }, (_, column) => values[row * columns + column]!)
}
