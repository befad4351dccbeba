import type { Histories } from '../interactions/histories'
import type { Id, IdTable } from '../interactions/id-table'
import type { CompressedRows, Duplicates } from '../sparse'
import { itemPopularity } from './item-popularity'
import type { Model } from './model'
import { TrainingData } from './training-data'

/** What a recommender consists of. */
export interface Fitted<User extends Id, Item extends Id> {
  readonly algorithm: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> }
  readonly model: Model
  readonly users: IdTable<User>
  readonly items: IdTable<Item>
  readonly histories: Histories
  readonly duplicates: Duplicates
  readonly halfLifeDays: number | undefined
  /** The numbers of the users who did something after the model learnt of them. */
  readonly stale: ReadonlySet<number>
  /** items × users, made when first asked for. */
  readonly byItem: () => CompressedRows
  /** How many events speak for each item, counted when first asked for. */
  readonly popularity: () => Float64Array
}

/** Completes a fitted model. */
export function fittedWith<User extends Id, Item extends Id>(
  parts: Omit<Fitted<User, Item>, 'byItem' | 'popularity'>,
): Fitted<User, Item> {
  const { users, items, histories, duplicates } = parts
  const data = new TrainingData(users.size, items.size, histories, duplicates)
  let popularity: Float64Array | undefined
  return {
    ...parts,
    byItem: () => data.byItem,
    popularity() {
      popularity ??= itemPopularity(histories, items.size)
      return popularity
    },
  }
}

/** Under which a recommender keeps what it consists of. */
export const fittedKey = Symbol('fitted')

/** What a recommender consists of, for the package alone. */
export function fittedOf<User extends Id, Item extends Id>(recommender: {
  readonly [fittedKey]: Fitted<User, Item>
}): Fitted<User, Item> {
  return recommender[fittedKey]
}
