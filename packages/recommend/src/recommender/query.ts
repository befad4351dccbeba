import { refuse, shown } from '../input/refuse'
import { ContextCollector } from '../interactions/context/context-collector'
import { selectContext } from '../interactions/context/context-columns'
import type { ContextName } from '../interactions/context/context-option'
import type { ContextOfOne } from '../interactions/context/context-value'
import type { Id } from '../interactions/id-table'
import type { Fitted } from './fitted'
import { isAbsent, type Model, noContext, type Query, type QueryHistory } from './model'
import { historyOf, joinHistories } from './query-history'
import type { ResolvedSubject } from './subject'

/**
 * What the model is asked: a user by their number where the model knows all that they did, or has no other way to know
 * them; anyone else by their history, the kept part first.
 */
export function queryOf<User extends Id, Item extends Id>(
  { model, histories, stale }: Fitted<User, Item>,
  { user, events: given, contexts, features, context }: ResolvedSubject,
): Query {
  const names = contextNames(model)
  const known = { ...(features && { features }), ...(names && context && { context }) }
  const events = names ? inContext(given, contexts, names) : given
  if (user < 0) return { user: -1, history: events, ...known }
  const upToDate = events.items.length === 0 && !stale.has(user)
  const byNumber = user < model.users && (upToDate || model.foldsIn !== true)
  return { user: byNumber ? user : -1, history: joinHistories(historyOf(histories, user), events), ...known }
}

/** The columns of the context that a model learnt from; undefined where it did from none. */
export function contextNames({ context }: Pick<Model, 'context'>): readonly ContextName[] | undefined {
  return context && !isAbsent(context) ? context.names : undefined
}

/** Events with what surrounded them, as far as it is known, in the columns of a model. */
function inContext(
  events: QueryHistory,
  contexts: readonly ContextOfOne[] | undefined,
  names: readonly ContextName[],
): QueryHistory {
  const collector = new ContextCollector(names)
  events.items.forEach((_, row) => {
    const own = contexts?.[row] ?? {}
    names.forEach(({ name }, at) => {
      collector.read(at, Object.hasOwn(own, name) ? own[name] : undefined, row)
    })
    collector.commit()
  })
  return { ...events, context: collector.columns() }
}

/** Refuses features of someone whom the model cannot know by them, and a context that it did not learn from. */
export function assertUnderstood(
  { model, algorithm }: Pick<Fitted<Id, Id>, 'model' | 'algorithm'>,
  { features, context }: ResolvedSubject,
): void {
  if (context) assertInContext(model, algorithm.name, context)
  if (!features || model.describesUsers) return
  refuse('unsupported', {
    what: `${algorithm.name} did not learn from what is known of users.`,
    where: 'features',
    fix: 'Leave features out, or fit hybrid or factorizationMachine with userFeatures.',
  })
}

function assertInContext(model: Pick<Model, 'context'>, algorithm: string, context: ContextOfOne): void {
  const names = contextNames(model)
  if (!names) {
    const { absent: because } = model.context && isAbsent(model.context) ? model.context : noContext
    refuse('unsupported', {
      what: `${algorithm} knows no context: ${because}`,
      where: 'context',
      fix: 'Leave context out, or fit factorizationMachine to a log that was read with context.',
    })
  }
  for (const name of Object.keys(context)) {
    if (names.some((own) => own.name === name)) continue
    refuse('invalid-option', {
      what: `${algorithm} did not learn from a context ${shown(name)}.`,
      where: `context, ${name}`,
      fix: `It did from ${names.map((own) => shown(own.name)).join(', ')}; leave out what is none of them.`,
    })
  }
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
  { history: { items, weights, times, sessions, context }, ...rest }: Query,
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
      ...(context && { context: selectContext(context, kept) }),
    },
  }
}
