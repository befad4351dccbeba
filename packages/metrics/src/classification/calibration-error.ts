import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { refuseOption } from '../input/refuse'
import type { ScoreMatrix } from '../input/score-matrix'
import { type ReliabilityBin, type ReliabilityOptions, reliabilityCurve } from './reliability-curve'

export interface CalibrationErrorOptions<L extends Label> extends ReliabilityOptions<L> {
  /** How the gaps of the bins are combined: their mean (default), their greatest, or the root of their mean square. */
  readonly norm?: 'mean' | 'maximum' | 'root-mean-square'
}

/**
 * Expected calibration error: the mean gap between the probability given and how often it came true, weighted
 * by the rows of each bin; from 0 (calibrated) to 1 (Naeini et al. 2015, Guo et al. 2017). With a score per
 * class it is about the predicted class, with one score per row about the positive class.
 */
export function calibrationError<L extends Label>(
  truth: Column<L>,
  scores: Numbers | ScoreMatrix,
  options: CalibrationErrorOptions<L> = {},
): number {
  return gapOfBins(reliabilityCurve(truth, scores, options), options.norm ?? 'mean')
}

export function gapOfBins(
  bins: readonly ReliabilityBin[],
  norm: 'mean' | 'maximum' | 'root-mean-square',
): number {
  let total = 0
  let sum = 0
  let squares = 0
  let greatest = 0
  for (const { weight, meanScore, observed } of bins) {
    const gap = Math.abs(meanScore - observed)
    total += weight
    sum += weight * gap
    squares += weight * gap * gap
    greatest = Math.max(greatest, gap)
  }
  if (norm === 'mean') return sum / total
  if (norm === 'maximum') return greatest
  if (norm === 'root-mean-square') return Math.sqrt(squares / total)
  return refuseOption(norm, 'norm', "Pass 'mean', 'maximum' or 'root-mean-square'.")
}
