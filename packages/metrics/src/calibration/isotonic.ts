import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { argsortDescending } from '../numeric/radix-sort'
import { type CalibrationOptions, type CalibrationRows, readCalibrationRows } from './calibration-rows'

/** A rising curve through these points, straight between them and flat beyond. Plain data. */
export interface IsotonicCalibrator {
  readonly kind: 'isotonic'
  readonly scores: readonly number[]
  readonly probabilities: readonly number[]
}

/**
 * Fits the rising curve that is nearest to the truth (Zadrozny and Elkan 2002): for a thousand rows or more, where a
 * sigmoid is too stiff. Equals scikit-learn's `IsotonicRegression(out_of_bounds="clip")`.
 */
export function fitIsotonic<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: CalibrationOptions<L> = {},
): IsotonicCalibrator {
  const steps = stepsOf(readCalibrationRows(truth, scores, options))
  const fitted = poolViolators(
    steps.map(({ positive }) => positive),
    steps.map(({ weight }) => weight),
  )
  // Inside a flat stretch only its ends say anything.
  const kept = steps.flatMap((_, at) => {
    const inner = at > 0 && at < steps.length - 1
    return inner && fitted[at] === fitted[at - 1] && fitted[at] === fitted[at + 1] ? [] : [at]
  })
  return {
    kind: 'isotonic',
    scores: kept.map((at) => steps[at]!.score),
    probabilities: kept.map((at) => fitted[at]!),
  }
}

export function applyIsotonic({ scores, probabilities }: IsotonicCalibrator, score: number): number {
  const last = scores.length - 1
  if (!(score > scores[0]!)) return probabilities[0]!
  if (score >= scores[last]!) return probabilities[last]!
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (scores[middle]! <= score) low = middle
    else high = middle
  }
  const part = (score - scores[low]!) / (scores[high]! - scores[low]!)
  return probabilities[low]! + part * (probabilities[high]! - probabilities[low]!)
}

/** A distinct score with the weight of its rows and of the positive ones among them. */
export interface ScoreStep {
  readonly score: number
  readonly weight: number
  readonly positive: number
}

/** The distinct scores, rising; rows of weight 0 have no part. */
export function stepsOf({ scores, isPositive, weights }: CalibrationRows): ScoreStep[] {
  const steps: { score: number; weight: number; positive: number }[] = []
  for (const row of argsortDescending(scores).reverse()) {
    const weight = weights === undefined ? 1 : weights[row]!
    if (weight === 0) continue
    let step = steps.at(-1)
    if (step === undefined || step.score !== scores[row]!) {
      step = { score: scores[row]!, weight: 0, positive: 0 }
      steps.push(step)
    }
    step.weight += weight
    step.positive += weight * isPositive[row]!
  }
  return steps
}

/** The rising sequence nearest to sums[i] ÷ weights[i] by weighted squares (pool adjacent violators). */
function poolViolators(sums: readonly number[], weights: readonly number[]): Float64Array {
  const blocks: { sum: number; weight: number; count: number }[] = []
  for (let at = 0; at < sums.length; at++) {
    let block = { sum: sums[at]!, weight: weights[at]!, count: 1 }
    for (;;) {
      const before = blocks.at(-1)
      if (before === undefined || before.sum * block.weight < block.sum * before.weight) break
      blocks.pop()
      block = {
        sum: before.sum + block.sum,
        weight: before.weight + block.weight,
        count: before.count + block.count,
      }
    }
    blocks.push(block)
  }
  const fitted = new Float64Array(sums.length)
  let at = 0
  for (const { sum, weight, count } of blocks) {
    fitted.fill(sum / weight, at, at + count)
    at += count
  }
  return fitted
}
