import type { EntryWeights, SolveMethod } from '../../kernels/least-squares'

/** One of the algorithms that solve for users and items in turn: what they differ in. */
export interface Alternating {
  /** How many numbers describe a user or an item. */
  readonly factors: number
  readonly iterations: number
  readonly method: SolveMethod
  readonly seed: number
  /** The standard deviation of the items' first factors. */
  readonly spread: number
  /** What an entry counts, as a function of its weight, and how; see `kernels.ts`. */
  readonly confidence: (weight: number) => number
  readonly weights: EntryWeights
  /** How much it counts that a pair has no entry. */
  readonly unobserved: number
  /** Whether weights are taken relative to their mean. */
  readonly centred: boolean
  /** What keeps a row of so many entries, out of so many columns, small. */
  readonly penalty: (entries: number, columns: number) => number
  /** See `cold-items.ts`. */
  readonly coldItems: number | false
  /** What a score means. */
  readonly scale: 'order' | 'rating'
}
