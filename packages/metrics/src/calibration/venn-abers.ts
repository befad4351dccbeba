import type { Column, Numbers } from '../input/column'
import { asFiniteNumbers } from '../input/column'
import type { Label } from '../input/label-index'
import { type CalibrationOptions, readCalibrationRows } from './calibration-rows'
import { type ScoreStep, stepsOf } from './isotonic'

/** The calibration rows, gathered by score. Plain data. */
export interface VennAbersCalibrator {
  readonly kind: 'venn-abers'
  readonly steps: readonly ScoreStep[]
}

/** A probability with how far it could be off. */
export interface VennAbersProbability {
  /** Were the row negative, and were it positive: one of the two is calibrated, whatever the distribution. */
  readonly lower: number
  readonly upper: number
  /** The two made one, upper ÷ (1 − lower + upper), which loses least in log loss. */
  readonly probability: number
}

/**
 * Prepares the inductive Venn-Abers predictor (Vovk and Petej 2014): probabilities as an interval that holds a
 * calibrated one, for any scores, given that rows come in random order.
 */
export function fitVennAbers<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: CalibrationOptions<L> = {},
): VennAbersCalibrator {
  return { kind: 'venn-abers', steps: stepsOf(readCalibrationRows(truth, scores, options)) }
}

/**
 * The probabilities of new rows: the isotonic value at the row's score, were it one of the calibration rows and
 * negative, and were it positive. What lies below and above a score is pooled once for all rows, so a row costs the
 * few blocks that it joins.
 */
export function applyVennAbers({ steps }: VennAbersCalibrator, scores: Numbers): VennAbersProbability[] {
  const below = pooledUpTo(steps, (earlier, later) => earlier >= later)
  const above = pooledUpTo(steps.toReversed(), (later, earlier) => earlier >= later).toReversed()
  return Array.from(asFiniteNumbers(scores, 'scores'), (score) => {
    const at = placeOf(steps, score)
    const equal = steps[at]?.score === score ? steps[at] : undefined
    const valueWith = (positive: 0 | 1) => {
      const own = { positive: (equal?.positive ?? 0) + positive, weight: (equal?.weight ?? 0) + 1 }
      return joined(own, below[at - 1], above[equal === undefined ? at : at + 1])
    }
    const [lower, upper] = [valueWith(0), valueWith(1)]
    return { lower, upper, probability: upper / (1 - lower + upper) }
  })
}

/** Steps pooled to one value, and the block that lies beyond; blocks share what they have in common. */
interface Block {
  readonly positive: number
  readonly weight: number
  readonly beyond: Block | undefined
}

/** For every step the blocks of the steps up to it, pooled wherever two values stand in the wrong order. */
function pooledUpTo(
  steps: readonly ScoreStep[],
  wrong: (far: number, near: number) => boolean,
): readonly Block[] {
  let last: Block | undefined
  return steps.map((step) => {
    let block: Block = { ...step, beyond: last }
    while (block.beyond !== undefined && wrong(shareOf(block.beyond), shareOf(block))) {
      const { positive, weight, beyond } = block.beyond
      block = { positive: block.positive + positive, weight: block.weight + weight, beyond }
    }
    last = block
    return block
  })
}

/** The value of a new block once it has taken in all that stands in the wrong order beside it. */
function joined(
  own: Pick<Block, 'positive' | 'weight'>,
  below: Block | undefined,
  above: Block | undefined,
): number {
  let { positive, weight } = own
  let before = below
  let after = above
  for (;;) {
    const value = positive / weight
    if (before !== undefined && shareOf(before) >= value) {
      positive += before.positive
      weight += before.weight
      before = before.beyond
    } else if (after !== undefined && shareOf(after) <= value) {
      positive += after.positive
      weight += after.weight
      after = after.beyond
    } else return value
  }
}

function shareOf({ positive, weight }: Block): number {
  return positive / weight
}

/** How many steps are below the score. */
function placeOf(steps: readonly ScoreStep[], score: number): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (steps[middle]!.score < score) low = middle + 1
    else high = middle
  }
  return low
}
