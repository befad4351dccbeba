import { refuse } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import type { Fitted } from './fitted'
import type { Query } from './model'
import { historyOf, joinHistories } from './query-history'
import type { ResolvedSubject } from './subject'

/**
 * What the model is asked: a user by their number where the model knows all that they did, or has no other way to know
 * them; anyone else by their history, the kept part first.
 */
export function queryOf<User extends Id, Item extends Id>(
  { model, histories, stale }: Fitted<User, Item>,
  { user, events, features }: ResolvedSubject,
): Query {
  const known = features && { features }
  if (user < 0) return { user: -1, history: events, ...known }
  const upToDate = events.items.length === 0 && !stale.has(user)
  const byNumber = user < model.users && (upToDate || model.foldsIn !== true)
  return { user: byNumber ? user : -1, history: joinHistories(historyOf(histories, user), events), ...known }
}

/** Refuses features of someone whom the model cannot know by them. */
export function assertUnderstood(
  { model, algorithm }: Pick<Fitted<Id, Id>, 'model' | 'algorithm'>,
  { features }: ResolvedSubject,
): void {
  if (!features || model.describesUsers) return
  refuse('unsupported', {
    what: `${algorithm.name} did not learn from what is known of users.`,
    where: 'features',
    fix: 'Leave features out, or fit hybrid or factorizationMachine with userFeatures.',
  })
}

/** The scores of the model's items, NaN where it has nothing to say. */
export function scoresOf<User extends Id, Item extends Id>(
  { model }: Fitted<User, Item>,
  query: Query,
  only: Int32Array | undefined,
): Float64Array {
  const scores = new Float64Array(model.items).fill(Number.NaN)
  if (query.user < 0 && model.foldsIn !== true) return scores
  const known = query.history.items.some((item) => item >= model.items)
    ? onlyKnown(query, model.items)
    : query
  model.score(known, scores, only)
  return scores
}

/** A query without the items that came after the model's last fit. */
export function onlyKnown(
  { history: { items, weights, times, sessions }, ...rest }: Query,
  known: number,
): Query {
  const kept = Int32Array.from(items.keys()).filter((at) => items[at]! < known)
  return {
    ...rest,
    history: {
      items: kept.map((at) => items[at]!),
      weights: Float32Array.from(kept, (at) => weights[at]!),
      times: times && Float64Array.from(kept, (at) => times[at]!),
      ...(sessions && { sessions: kept.map((at) => sessions[at]!) }),
    },
  }
}
