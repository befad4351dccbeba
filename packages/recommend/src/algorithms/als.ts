import { defineAlgorithm } from '../recommender/algorithm'
import { factorMemory } from '../recommender/memory-need'
import { oneOf, realNumber, type SettingsOf, seed, wholeNumber } from '../settings/settings'
import { coldItems } from './content/cold-items'
import type { Alternating } from './factors/alternating'
import { AlternatingModel } from './factors/alternating-model'

const settings = {
  /** How many numbers describe a user or an item. */
  factors: wholeNumber({ default: 64, most: 1024 }),
  iterations: wholeNumber({ default: 15, most: 100_000 }),
  /**
   * What weights are: signs of liking of some strength (`'implicit'`), where pairs without an event count as weak
   * dislike; or ratings to be met (`'explicit'`), where they count nothing.
   */
  feedback: oneOf(['implicit', 'explicit'], 'implicit'),
  /** Implicit: an event of weight w counts 1 + alpha · |w| times as much as a pair without. */
  alpha: realNumber({ default: 10, least: 0, most: 1e6 }),
  /** Keeps factors small. Explicit: times the number of a user's or item's ratings. */
  regularization: realNumber({ default: 0.05, above: 0, most: 1e6 }),
  /** Conjugate gradients: nearly as good, and much faster; or Cholesky's exact solution of every step. */
  solver: oneOf(['gradients', 'cholesky'], 'gradients'),
  /** Steps of conjugate gradients in each iteration. */
  steps: wholeNumber({ default: 3, most: 1000 }),
  coldItems,
  seed,
}

/**
 * Alternating least squares. Implicit: Hu, Koren and Volinsky, "Collaborative filtering for implicit feedback
 * datasets" (ICDM 2008), solved as by Takács, Pilászy and Tikk (RecSys 2011). Explicit: Zhou, Wilkinson, Schreiber and
 * Pan, "Large-scale parallel collaborative filtering for the Netflix prize" (AAIM 2008), relative to the mean rating.
 *
 * @example
 * const model = await als({ factors: 64, alpha: 5 }).fit(log)
 * model.recommend({ user: 'ann' }).items
 */
export const als = defineAlgorithm({
  name: 'als',
  settings,
  memory: factorMemory,
  wantsRatings: ({ feedback }) => feedback === 'explicit',
  fit: (data, own, context) => AlternatingModel.fit(alternating(own), data, context),
  restore: (arrays, own) => AlternatingModel.restore(alternating(own), arrays),
})

function alternating(own: SettingsOf<typeof settings>): Alternating {
  const { factors, iterations, feedback, alpha, regularization, solver, steps, coldItems, seed } = own
  const common = {
    factors,
    iterations,
    method: solver === 'cholesky' ? { kind: solver } : { kind: solver, steps },
    seed,
    coldItems,
    spread: 0.1 / Math.sqrt(factors),
  } as const
  if (feedback === 'explicit') {
    return {
      ...common,
      confidence: (rating) => rating,
      weights: { slope: 0, shift: 1, floor: -3e38 },
      unobserved: 0,
      centred: true,
      penalty: (entries) => regularization * Math.max(1, entries),
      scale: 'rating',
    }
  }
  return {
    ...common,
    // The sign tells like from dislike.
    confidence: (weight) => (weight < 0 ? -1 : 1) * (1 + alpha * Math.abs(weight)),
    weights: { slope: 1, shift: -1, floor: 0 },
    unobserved: 1,
    centred: false,
    penalty: () => regularization,
    scale: 'order',
  }
}
