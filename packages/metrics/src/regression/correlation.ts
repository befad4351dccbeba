import type { Numbers } from '../input/column'
import { refuse } from '../input/refuse'
import { midranksOf } from '../numeric/midranks'
import { sumOf } from '../numeric/sum'
import { readPairs } from './errors-of'

/**
 * Pearson's correlation: how nearly two columns lie on a straight line, from -1 to 1. Equals SciPy's `pearsonr`.
 *
 * @throws GraftError `invalid-data` where a column is constant (SciPy returns NaN).
 */
export function pearson(first: Numbers, second: Numbers): number {
  const { truth, predicted } = readPairs(first, second, {}, 2, ['first', 'second'])
  return linear(truth, predicted)
}

/**
 * Spearman's correlation: Pearson's of the ranks, so any rising curve counts as a line. Equals SciPy's
 * `spearmanr`.
 */
export function spearman(first: Numbers, second: Numbers): number {
  const { truth, predicted } = readPairs(first, second, {}, 2, ['first', 'second'])
  return linear(midranksOf(truth).ranks, midranksOf(predicted).ranks)
}

/**
 * Kendall's τ-b: the share of pairs of rows in the same order minus that in opposite order, corrected for ties.
 * Equals SciPy's `kendalltau`. O(n log n) by counting the exchanges of a merge sort (Knight 1966).
 */
export function kendall(first: Numbers, second: Numbers): number {
  const { truth, predicted } = readPairs(first, second, {}, 2, ['first', 'second'])
  const order = Array.from({ length: truth.length }, (_, row) => row)
  order.sort((a, b) => truth[a]! - truth[b]! || predicted[a]! - predicted[b]!)
  const pairs = (truth.length * (truth.length - 1)) / 2
  const tiedFirst = tiedPairs(order, (a, b) => truth[a] === truth[b])
  const tiedBoth = tiedPairs(order, (a, b) => truth[a] === truth[b] && predicted[a] === predicted[b])
  const tiedSecond = midranksOf(predicted).runs.reduce((sum, run) => sum + (run * (run - 1)) / 2, 0)
  if (tiedFirst === pairs || tiedSecond === pairs) refuseConstant(tiedFirst === pairs ? 'first' : 'second')
  const discordant = exchanges(Float64Array.from(order, (row) => predicted[row]!))
  const concordantLessDiscordant = pairs - tiedFirst - tiedSecond + tiedBoth - 2 * discordant
  return concordantLessDiscordant / Math.sqrt(pairs - tiedFirst) / Math.sqrt(pairs - tiedSecond)
}

function linear(first: ArrayLike<number>, second: ArrayLike<number>): number {
  // Compared, not computed: the mean of equal numbers may be rounded away from them.
  if (isConstant(first)) refuseConstant('first')
  if (isConstant(second)) refuseConstant('second')
  const [meanFirst, meanSecond] = [sumOf(first) / first.length, sumOf(second) / second.length]
  let both = 0
  let firstSquares = 0
  let secondSquares = 0
  for (let row = 0; row < first.length; row++) {
    const a = first[row]! - meanFirst
    const b = second[row]! - meanSecond
    both += a * b
    firstSquares += a * a
    secondSquares += b * b
  }
  // Squares of tiny differences can vanish.
  if (firstSquares === 0 || secondSquares === 0) refuseConstant(firstSquares === 0 ? 'first' : 'second')
  return Math.max(-1, Math.min(1, both / Math.sqrt(firstSquares) / Math.sqrt(secondSquares)))
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let row = 1; row < values.length; row++) if (values[row] !== values[0]) return false
  return true
}

function refuseConstant(column: 'first' | 'second'): never {
  return refuse({
    what: `The ${column} column is constant, so it goes along with nothing.`,
    where: column,
    fix: 'Pass columns that vary.',
  })
}

/** Pairs inside runs of rows that are alike. */
function tiedPairs(order: readonly number[], alike: (a: number, b: number) => boolean): number {
  let pairs = 0
  let run = 1
  for (let at = 1; at <= order.length; at++) {
    if (at < order.length && alike(order[at]!, order[at - 1]!)) run++
    else {
      pairs += (run * (run - 1)) / 2
      run = 1
    }
  }
  return pairs
}

/** How many pairs a stable merge sort puts in the opposite order. */
function exchanges(values: Float64Array): number {
  let from = values
  let to: Float64Array = new Float64Array(values.length)
  let count = 0
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length)
      const end = Math.min(start + 2 * width, values.length)
      let left = start
      let right = middle
      for (let at = start; at < end; at++) {
        if (left < middle && (right >= end || from[left]! <= from[right]!)) to[at] = from[left++]!
        else {
          count += middle - left
          to[at] = from[right++]!
        }
      }
    }
    const swap = from
    from = to
    to = swap
  }
  return count
}
