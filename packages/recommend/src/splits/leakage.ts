import { latestOf } from '../interactions/histories'
import type { Id } from '../interactions/id-table'
import { columnsOf, type Interactions } from '../interactions/interactions'
import type { Split } from './split'

/** How the parts of a split touch where they should not, and where they cannot. */
export interface Leakage {
  /** The share of test events that are older than the newest event of training. */
  readonly olderThanTraining: number
  /** The share of test events that training has, too: the same user, item and time. */
  readonly repeated: number
  /** The share of test events whose user did the same with the same item in training, at whatever time. */
  readonly knownPairs: number
  /** The share of test events of users, and of items, that training does not have. */
  readonly newUsers: number
  readonly newItems: number
  /** One sentence for each thing that lets a model know what it is to be judged by. */
  readonly findings: readonly string[]
}

/**
 * Looks for what a model could know of the events that it will be judged by.
 *
 * @example
 * const { findings } = findLeakage(splitByTime(log, { test: 0.2 })) // []
 */
export function findLeakage<User extends Id, Item extends Id>({
  train,
  test,
}: Pick<Split<User, Item>, 'train' | 'test'>): Leakage {
  const learnt = columnsOf(train)
  const judged = columnsOf(test)
  const newest = latestOf(learnt.times)
  const numbersOf = numberings(train, test)
  const counts = { older: 0, repeated: 0, pairs: 0, users: 0, items: 0 }
  const rowsOfPair = new Map<number, number[]>()
  for (let row = 0; row < test.size; row++) {
    const user = numbersOf.users[judged.userOf[row]!]!
    const item = numbersOf.items[judged.itemOf[row]!]!
    if (user < 0) counts.users++
    if (item < 0) counts.items++
    if (learnt.times && judged.times && judged.times[row]! < newest) counts.older++
    if (user < 0 || item < 0) continue
    const pair = user * learnt.items.size + item
    const rows = rowsOfPair.get(pair)
    if (rows) rows.push(row)
    else rowsOfPair.set(pair, [row])
  }
  const isKnown = new Uint8Array(test.size)
  const isRepeated = new Uint8Array(test.size)
  for (let row = 0; row < train.size; row++) {
    for (const other of rowsOfPair.get(learnt.userOf[row]! * learnt.items.size + learnt.itemOf[row]!) ?? []) {
      isKnown[other] = 1
      if (learnt.times?.[row] === judged.times?.[other]) isRepeated[other] = 1
    }
  }
  for (let row = 0; row < test.size; row++) {
    counts.pairs += isKnown[row]!
    counts.repeated += isRepeated[row]!
  }
  const share = (count: number) => (test.size === 0 ? 0 : count / test.size)
  const leakage = {
    olderThanTraining: share(counts.older),
    repeated: share(counts.repeated),
    knownPairs: share(counts.pairs),
    newUsers: share(counts.users),
    newItems: share(counts.items),
  }
  return { ...leakage, findings: findingsOf(leakage) }
}

function findingsOf({ olderThanTraining, repeated }: Omit<Leakage, 'findings'>): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(share < 0.01 ? 2 : 1)} %`
  return [
    ...(repeated > 0 ? [`${percent(repeated)} of the test events are in training, too.`] : []),
    ...(olderThanTraining > 0
      ? [
          `${percent(olderThanTraining)} of the test events are older than the newest event of training: what became popular later, and what others did later, is known.`,
        ]
      : []),
  ]
}

/** The number in training of every user and item of the test, −1 where it has none. */
function numberings<User extends Id, Item extends Id>(
  train: Interactions<User, Item>,
  test: Interactions<User, Item>,
): { readonly users: Int32Array; readonly items: Int32Array } {
  const learnt = columnsOf(train)
  return {
    users: Int32Array.from(test.users, (user) => learnt.users.numberOf(user)),
    items: Int32Array.from(test.items, (item) => learnt.items.numberOf(item)),
  }
}
