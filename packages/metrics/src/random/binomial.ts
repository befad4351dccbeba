import { logGamma } from '../numeric/log-gamma'
import type { Draws } from './draws'

/** How many of `trials` succeed, each with the given probability. */
export function drawBinomial(trials: number, probability: number, draws: Draws): number {
  if (trials === 0 || probability <= 0) return 0
  if (probability >= 1) return trials
  if (probability > 0.5) return trials - drawBinomial(trials, 1 - probability, draws)
  return trials * probability < 10
    ? byInversion(trials, probability, draws)
    : byRejection(trials, probability, draws)
}

/** Walks the cumulative distribution up from 0; few steps where few successes are expected. */
function byInversion(trials: number, probability: number, draws: Draws): number {
  const odds = probability / (1 - probability)
  let left = draws.uniform()
  let term = Math.exp(trials * Math.log1p(-probability))
  let successes = 0
  while (left > term && successes < trials) {
    left -= term
    successes++
    term *= (odds * (trials - successes + 1)) / successes
  }
  return successes
}

/** Transformed rejection with squeeze, algorithm BTRS of Hörmann (1993). */
function byRejection(trials: number, probability: number, draws: Draws): number {
  const spread = Math.sqrt(trials * probability * (1 - probability))
  const b = 1.15 + 2.53 * spread
  const a = -0.0873 + 0.0248 * b + 0.01 * probability
  const c = trials * probability + 0.5
  const squeeze = 0.92 - 4.2 / b
  const alpha = (2.83 + 5.1 / b) * spread
  const logOdds = Math.log(probability / (1 - probability))
  const mode = Math.floor((trials + 1) * probability)
  const atMode = logGamma(mode + 1) + logGamma(trials - mode + 1)
  for (;;) {
    const u = draws.uniform() - 0.5
    const v = draws.uniform()
    const edge = 0.5 - Math.abs(u)
    const successes = Math.floor(((2 * a) / edge + b) * u + c)
    if (edge >= 0.07 && v <= squeeze) return successes
    if (successes < 0 || successes > trials) continue
    const height = Math.log((v * alpha) / (a / (edge * edge) + b))
    const bound =
      atMode - logGamma(successes + 1) - logGamma(trials - successes + 1) + (successes - mode) * logOdds
    if (height <= bound) return successes
  }
}
