import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { type CalibrationOptions, readProbabilityRows } from './calibration-rows'
import { fitLogistic, sigmoid } from './logistic-fit'

/** Log odds = a·ln p − b·ln(1 − p) + c, with a and b not below 0. Plain data. */
export interface BetaCalibrator {
  readonly kind: 'beta'
  readonly a: number
  readonly b: number
  readonly c: number
}

/** Probabilities are kept this far from 0 and 1. */
const margin = Number.EPSILON

/**
 * Fits the map between two beta distributions (Kull et al. 2017): like a sigmoid, but it can leave probabilities as
 * they are, and bend either end. For probabilities, not margins. The best map that keeps the order of scores; where
 * only a falling one would fit, the share of positive rows. Equals betacal's `BetaCalibration("abm")` where that
 * rises.
 */
export function fitBeta<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: CalibrationOptions<L> = {},
): BetaCalibrator {
  const { isPositive, scores: values, weights } = readProbabilityRows(truth, scores, options)
  const clipped = Float64Array.from(isPositive, (_, row) => clip(values[row]!))
  const rises = clipped.map(Math.log)
  const falls = clipped.map((p) => -Math.log1p(-p))
  const fit = (...features: Float64Array[]) => fitLogistic(features, isPositive, weights)
  const both = fit(rises, falls)
  // The loss is convex: outside of the allowed quadrant its best point lies on an edge.
  const [a, b] = both.coefficients
  if (a! >= 0 && b! >= 0) return { kind: 'beta', a: a!, b: b!, c: both.intercept }
  const onlyA = fit(rises)
  const onlyB = fit(falls)
  const [edgeA] = onlyA.coefficients
  const [edgeB] = onlyB.coefficients
  if (edgeB! > 0 && (edgeA! <= 0 || onlyB.loss < onlyA.loss)) {
    return { kind: 'beta', a: 0, b: edgeB!, c: onlyB.intercept }
  }
  if (edgeA! > 0) return { kind: 'beta', a: edgeA!, b: 0, c: onlyA.intercept }
  return { kind: 'beta', a: 0, b: 0, c: fit().intercept }
}

export function applyBeta({ a, b, c }: BetaCalibrator, score: number): number {
  const p = clip(score)
  return sigmoid(a * Math.log(p) - b * Math.log1p(-p) + c)
}

function clip(p: number): number {
  return Math.min(Math.max(p, margin), 1 - margin)
}
