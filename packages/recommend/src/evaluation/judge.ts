import { judgeRankings } from '@graftjs/metrics'
import type { Id, IdCollector } from '../interactions/id-table'
import { type Judged, type Measured, type MeasureName, measures } from './measures'
import type { EvaluateSettings } from './options'
import type { Question } from './questions'

export interface JudgeInput<User extends Id, Item extends Id> {
  readonly lists: readonly (readonly Item[])[]
  readonly questions: readonly Question<User, Item>[]
  /** Numbers the items, those of training first. */
  readonly items: IdCollector<Item>
  /** How many users know each item of training, by number. */
  readonly knownTo: Int32Array
  readonly users: number
  readonly distance: Judged['distance']
  readonly settings: EvaluateSettings
}

/** Every measure of a model's lists. */
export function judge<User extends Id, Item extends Id>({
  lists,
  questions,
  items,
  knownTo,
  users,
  distance,
  settings: { k, measures: wanted },
}: JudgeInput<User, Item>): ReadonlyMap<MeasureName, Measured | undefined> {
  const numbered = lists.map((list) => list.map((item) => items.add(item)))
  const rankings = judgeRankings(
    questions.map(
      ({ right }) => new Map([...right].map(([item, grade]) => [items.add(item), grade] as const)),
    ),
    numbered,
  )
  const served = numbered.flatMap((list, at) => (list.length > 0 ? [at] : []))
  const catalogue = Array.from(knownTo.keys())
  const popularity = new Map(catalogue.map((item) => [item, knownTo[item]!]))
  // An item that only the test knows, recommended by its content: known to nobody.
  for (const list of numbered) for (const item of list) if (item >= knownTo.length) popularity.set(item, 0)
  const judged: Judged = {
    k,
    rankings,
    lists: served.map((at) => numbered[at]!),
    pasts: served.map((at) =>
      questions[at]!.past.map((item) => items.add(item)).filter((item) => popularity.has(item)),
    ),
    catalogue: [...popularity.keys()],
    knownTo: popularity,
    users,
    distance,
  }
  const nobodyServed = served.length === 0
  return new Map(
    wanted.map((name) => {
      const { of, about } = measures[name]
      return [name, about === 'lists' && nobodyServed ? undefined : of(judged)] as const
    }),
  )
}
