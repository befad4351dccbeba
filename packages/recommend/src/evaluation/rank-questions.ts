import type { Id } from '../interactions/id-table'
import type { Breath } from '../recommender/fit-context'
import type { Recommender } from '../recommender/recommender'
import { askedIn } from './in-context'
import type { Question } from './questions'

export interface Ranking<Item extends Id> {
  /** One list per question, best first. */
  readonly lists: readonly (readonly Item[])[]
  readonly seconds: number
}

/** A model's answers. No other model fills up what it leaves short. */
export async function rankQuestions<User extends Id, Item extends Id>(
  model: Recommender<User, Item>,
  questions: readonly Question<User, Item>[],
  options: {
    readonly k: number
    readonly seen: 'exclude' | 'include'
    /** The only items to be ranked for each question. */
    readonly candidates: readonly (readonly Item[])[] | undefined
  },
  { breathe }: Breath,
): Promise<Ranking<Item>> {
  const { k, seen, candidates } = options
  const lists: Item[][] = []
  let milliseconds = 0
  for (const [at, { subject, context }] of questions.entries()) {
    await breathe()
    const since = performance.now()
    const only = candidates?.[at]
    const { items } = model.recommend(askedIn(subject, context, model), {
      n: k,
      seen,
      fallback: [],
      ...(only && { only }),
    })
    lists.push(items.map(({ item }) => item))
    milliseconds += performance.now() - since
  }
  return { lists, seconds: milliseconds / 1000 }
}
