import type { Features } from '../features/features'
import type { ContextColumn } from '../interactions/context/context-columns'
import type { ContextName } from '../interactions/context/context-option'
import type { ContextOfOne } from '../interactions/context/context-value'
import type { FitContext } from './fit-context'
import type { NamedArrays } from './named-arrays'
import type { TrainingData } from './training-data'

/**
 * What an algorithm has learnt, as mathematics over item and user numbers (0 … items − 1, 0 … users − 1). Ids, lists,
 * filters, rules and files are the {@link Recommender}'s business and the same for every model.
 */
export interface Model {
  /** How many users and items it was fitted to; numbers from there on are new to it. */
  readonly users: number
  readonly items: number
  /** What a score means. */
  readonly scale: ScoreScale
  /**
   * Writes the score of every item for which the model has something to say; `scores` comes filled with NaN, and what
   * stays NaN is no candidate of this model. Higher is better. Where `only` is given, the others need not be written.
   *
   * @param scores one per item of the model.
   */
  score(query: Query, scores: Float64Array, only?: Int32Array): void
  /** Writes how like each item is to one item, likewise; the item itself may be written and is left out later. */
  readonly similarItems: Ability<(item: number, scores: Float64Array) => void>
  /** Writes how like each user is to the one who asks, likewise. */
  readonly similarUsers: Ability<(query: Query, scores: Float64Array) => void>
  /** The parts that add up to the score of an item. */
  readonly explain: Ability<(query: Query, item: number) => readonly ScorePart[]>
  /** `true` where a history alone can be scored, so that users answer who were never seen, or did something since. */
  readonly foldsIn: true | Absence
  /** Whether it can serve someone by features alone: it learnt from those of users. */
  readonly describesUsers?: boolean
  /** The columns of the context that it learnt from, or why it did not; left out where the algorithm never does. */
  readonly context?: Ability<{ readonly names: readonly ContextName[] }>
  /**
   * Takes in new events without a fit from the start, and returns the model that knows them.
   *
   * @param data everything, old and new; old numbers mean what they meant.
   */
  readonly update: Ability<(data: TrainingData, touched: Touched, context: FitContext) => Promise<Model>>
  /** What someone gives, as far as is known of them alone, to an item that the model does not know. Ratings only. */
  readonly unseen?: (query: Query) => number
  /** Everything needed to restore the model from its settings and these arrays. */
  arrays(): NamedArrays
}

/** The users and items with new events, new ones among them, by number and in ascending order. */
export interface Touched {
  readonly users: Int32Array
  readonly items: Int32Array
}

/** Who asks: a user whom the model knows, a history, or both. */
export interface Query {
  /** The user's number in the model, −1 where it has none or where they did something since: then ask the history. */
  readonly user: number
  readonly history: QueryHistory
  /** What else is known of the one who asks: one row. For those without events; only where `describesUsers`. */
  readonly features?: Features
  /** What surrounds the one who asks; only where the model learnt from context, other columns possibly among it. */
  readonly context?: ContextOfOne
}

/** What the one who asks did, in the order of time; only items that the model knows, repeats included. */
export interface QueryHistory {
  readonly items: Int32Array
  readonly weights: Float32Array
  /** Milliseconds since 1970; absent where unknown. */
  readonly times: Float64Array | undefined
  /** The number of each event's session; absent where all is one. */
  readonly sessions?: Int32Array
  /** What surrounded each event; absent where nothing of it is known. */
  readonly context?: readonly ContextColumn[]
}

/** A part of a score: what an event of the history adds, or what is there without any. */
export type ScorePart =
  | { readonly kind: 'history'; readonly position: number; readonly amount: number }
  | { readonly kind: 'base'; readonly name: string; readonly amount: number }

/**
 * What a score means: a rating on the scale of the weights, a share between 0 and 1, a count of (weighted) events, or
 * nothing but an order.
 */
export type ScoreScale = 'rating' | 'probability' | 'count' | 'order'

/** What a model can do, or why its mathematics cannot. */
export type Ability<Does> = Does | Absence

export interface Absence {
  /** A sentence that says why. */
  readonly absent: string
}

export function absent(because: string): Absence {
  return { absent: because }
}

/** Why most algorithms heed no context. */
export const noContext = absent('it learns from users, items and weights alone.')

export function isAbsent<Does>(ability: Ability<Does>): ability is Absence {
  return typeof ability === 'object' && ability !== null && 'absent' in ability
}
