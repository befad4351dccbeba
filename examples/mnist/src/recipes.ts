import type { Schedule } from '@graftjs/core'
import { constantSchedule, oneCycleSchedule } from '@graftjs/core'
import { cnn, mlp, type Network } from './networks'

export interface Recipe {
  readonly network: () => Network
  readonly epochs: number
  /** Of Adam, where the schedule is highest. */
  readonly learningRate: number
  readonly schedule: Schedule
}

/** Of all recipes: rows of a batch, the share of the rows that is kept for validation (Keras's: the last), Adam. */
export const common = { batchSize: 128, validation: 0.2, epsilon: 1e-7 } as const

/** What can be trained. Another one is a network and a line. */
export const recipes = {
  /** As TensorFlow's tutorials and many courses have it. */
  mlp: { network: mlp, epochs: 10, learningRate: 1e-3, schedule: constantSchedule() },
  /** Chosen on the validation rows: .991 of them right, where a shallower one at a falling rate reads .990. */
  cnn: { network: cnn, epochs: 5, learningRate: 3e-3, schedule: oneCycleSchedule() },
} as const satisfies Record<string, Recipe>

export type RecipeName = keyof typeof recipes

export const recipeNames = Object.keys(recipes) as RecipeName[]
