import { asChoice } from '../input/choice'
import { asWeights, asWholeNumber, type Numbers } from '../input/column'
import { refuse, shown } from '../input/refuse'
import { asMatrix, firstOf, type ScoreMatrix } from '../input/score-matrix'
import { weightedMean } from '../numeric/sum'
import { Discounts, gainFunction } from './ndcg'

export interface ScoredNdcgOptions {
  /** How many ranks from the top; by default all. */
  readonly k?: number
  /** The number of items, where `grades` and `scores` are flat. */
  readonly items?: number
  readonly weights?: Numbers
  /** `linear` (default) or `exponential` (2^grade − 1). */
  readonly gain?: 'linear' | 'exponential'
  /**
   * Items of equal score share the mean of their gains (`average`, default; McSherry and Najork 2008), or the
   * earlier item ranks first (`earlier-first`; scikit-learn's `ignore_ties` leaves their order open).
   */
  readonly ties?: 'average' | 'earlier-first'
}

/**
 * Normalized discounted cumulative gain where every item has a grade and a score for every row (query, user).
 * Equals scikit-learn's `ndcg_score`; rows whose grades are all 0 count 0.
 *
 * @param grades rows × items, how relevant each item is; 0 or more.
 * @param scores rows × items, higher is ranked earlier.
 * @throws GraftError `invalid-data` for negative grades, or a single item, which has one order only.
 */
export function scoredNdcg(
  grades: ScoreMatrix,
  scores: ScoreMatrix,
  options: ScoredNdcgOptions = {},
): number {
  return meanOverRows(grades, scores, options, (gains, own, k, ties, discounts) => {
    if (gains.length < 2) refuseSingle()
    const best = discountedSum(gains, gains, k, 'earlier-first', discounts)
    return best === 0 ? 0 : discountedSum(gains, own, k, ties, discounts) / best
  })
}

/** The same without dividing by the best order's: it grows with the grades. Equals scikit-learn's `dcg_score`. */
export function scoredDcg(grades: ScoreMatrix, scores: ScoreMatrix, options: ScoredNdcgOptions = {}): number {
  return meanOverRows(grades, scores, options, discountedSum)
}

function meanOverRows(
  grades: ScoreMatrix,
  scores: ScoreMatrix,
  options: ScoredNdcgOptions,
  measure: typeof discountedSum,
): number {
  const { k = Infinity, gain = 'linear', ties = 'average' } = options
  if (k !== Infinity) asWholeNumber(k, 'k', 1)
  asChoice(ties, 'ties', ['average', 'earlier-first'])
  const { rows, items } = shapeOf(grades, options.items)
  const wanted = asMatrix(grades, rows, items, 'grades', 'grades')
  const given = asMatrix(scores, rows, items, 'scores', 'grades')
  const discounts = new Discounts()
  const gainOf = gainFunction(gain)
  const perRow = Float64Array.from({ length: rows }, (_, row) => {
    const gains = Float64Array.from({ length: items }, (_, item) => {
      const grade = wanted.values[row * items + item]!
      if (grade < 0) refuseGrade(grade, row, item)
      return gainOf(grade)
    })
    const own = Float64Array.from({ length: items }, (_, item) => given.values[row * items + item]!)
    return measure(gains, own, k, ties, discounts)
  })
  return weightedMean(perRow, asWeights(options.weights, rows))
}

function discountedSum(
  gains: Float64Array,
  scores: Float64Array,
  k: number,
  ties: 'average' | 'earlier-first',
  discounts: Discounts,
): number {
  const order = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b)
  let sum = 0
  for (let rank = 0; rank < order.length; ) {
    let end = rank + 1
    if (ties === 'average') while (end < order.length && scores[order[end]!] === scores[order[rank]!]) end++
    let gain = 0
    let discount = 0
    for (let at = rank; at < end; at++) {
      gain += gains[order[at]!]!
      if (at < k) discount += discounts.at(at)
    }
    sum += (gain / (end - rank)) * discount
    rank = end
  }
  return sum
}

function shapeOf(grades: ScoreMatrix, items: number | undefined): { rows: number; items: number } {
  const first = firstOf(grades, 'grades')
  if (first !== undefined) return { rows: grades.length, items: first.length }
  if (items !== undefined && items > 0 && grades.length > 0 && grades.length % items === 0) {
    return { rows: grades.length / items, items }
  }
  return refuse({
    what: `grades has ${grades.length} values and items is ${shown(items)}.`,
    where: 'items',
    fix: 'Pass an array of rows, or flat values and the number of items per row.',
  })
}

function refuseSingle(): never {
  return refuse({
    what: 'grades has a single item, which can stand in one order only.',
    where: 'grades',
    fix: 'Pass at least two items per row.',
  })
}

function refuseGrade(grade: number, row: number, item: number): never {
  return refuse({
    what: `grades[${row}][${item}] is ${grade}.`,
    where: `grades[${row}][${item}]`,
    fix: 'Pass grades of 0 or more.',
    row,
  })
}
