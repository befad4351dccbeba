import type { EventContext } from '../interactions/context/context-columns'
import type { Id } from '../interactions/id-table'
import type { Algorithm } from '../recommender/algorithm'
import { Recommender } from '../recommender/recommender'
import type { Subject } from '../recommender/subject'

/** Whether any model may heed in what context it is asked. */
export const anyInContext = <User extends Id, Item extends Id>(
  entries: readonly (Algorithm | Recommender<User, Item>)[],
): boolean =>
  entries.some((entry) => (entry instanceof Recommender ? entry.context.length > 0 : entry.contextual))

/** A subject in that part of a context which the model learnt from; as it is for a model that heeds none. */
export function askedIn<User extends Id, Item extends Id>(
  subject: Subject<User, Item>,
  context: EventContext | undefined,
  { context: names }: Pick<Recommender<User, Item>, 'context'>,
): Subject<User, Item> {
  if (!context || names.length === 0) return subject
  const known = Object.entries(context).filter(([name]) => names.includes(name))
  return { ...subject, context: Object.fromEntries(known) }
}
