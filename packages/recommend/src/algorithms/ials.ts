import { defineAlgorithm } from '../recommender/algorithm'
import { factorMemory } from '../recommender/memory-need'
import { oneOf, realNumber, type SettingsOf, seed, wholeNumber } from '../settings/settings'
import { coldItems } from './content/cold-items'
import type { Alternating } from './factors/alternating'
import { AlternatingModel } from './factors/alternating-model'

const settings = {
  /** How many numbers describe a user or an item. */
  factors: wholeNumber({ default: 64, most: 1024 }),
  iterations: wholeNumber({ default: 16, most: 100_000 }),
  /** How much a pair without an event counts beside an event of weight 1. The most important setting. */
  unobserved: realNumber({ default: 0.1, above: 0, most: 1e6 }),
  /**
   * Keeps factors small: times (n + unobserved · N) to the power of `exponent`, for a user with n of N items and an
   * item with n of N users.
   */
  regularization: realNumber({ default: 0.01, above: 0, most: 1e6 }),
  /** How much more those with many events are held back. */
  exponent: realNumber({ default: 1, least: 0, most: 4 }),
  /** Cholesky's exact solution of every step, or some steps of conjugate gradients. */
  solver: oneOf(['cholesky', 'gradients'], 'cholesky'),
  /** Steps of conjugate gradients in each iteration. */
  steps: wholeNumber({ default: 5, most: 1000 }),
  coldItems,
  seed,
}

/**
 * Implicit alternating least squares as in Rendle, Krichene, Zhang and Koren, "Revisiting the performance of iALS on
 * item recommendation benchmarks" (RecSys 2022, arXiv:2110.14037): pairs without an event count little and are many,
 * and the regularization grows with what a row has to fit.
 *
 * @example
 * const model = await ials({ factors: 128, unobserved: 0.2, regularization: 0.01 }).fit(log)
 */
export const ials = defineAlgorithm({
  name: 'ials',
  settings,
  memory: factorMemory,
  fit: (data, own, context) => AlternatingModel.fit(alternating(own), data, context),
  restore: (arrays, own) => AlternatingModel.restore(alternating(own), arrays),
})

function alternating(own: SettingsOf<typeof settings>): Alternating {
  const { factors, iterations, unobserved, regularization, exponent, solver, steps, coldItems, seed } = own
  return {
    factors,
    iterations,
    method: solver === 'cholesky' ? { kind: solver } : { kind: solver, steps },
    seed,
    coldItems,
    spread: 0.1 / Math.sqrt(factors),
    confidence: (weight) => weight,
    weights: { slope: 1, shift: 0, floor: 0 },
    unobserved,
    centred: false,
    penalty: (entries, columns) => regularization * (entries + unobserved * columns) ** exponent,
    scale: 'order',
  }
}
