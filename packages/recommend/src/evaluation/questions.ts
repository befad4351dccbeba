import type { EventContext } from '../interactions/context/context-columns'
import type { Id } from '../interactions/id-table'
import { columnsOf, type Interaction, type Interactions } from '../interactions/interactions'
import type { HistoryEvent, Subject } from '../recommender/subject'
import { rowsOf } from '../splits/rows-of'
import type { Split } from '../splits/split'

/** What a model is asked, and what would be right. */
export interface Question<User extends Id, Item extends Id> {
  readonly subject: Subject<User, Item>
  /** What surrounds the one who asks, for models that heed it. */
  readonly context?: EventContext
  /** The number of the person or session; questions of one are not independent of each other. */
  readonly asker: number
  /** Right items with their grades. */
  readonly right: ReadonlyMap<Item, number>
  /** The items of the asker's past. */
  readonly past: readonly Item[]
}

export interface Questions<User extends Id, Item extends Id> {
  readonly questions: readonly Question<User, Item>[]
  /** What was left out or counts as missed, as sentences for the report. */
  readonly notes: readonly string[]
}

export interface QuestionOptions {
  /** Whether items of the past may be recommended; where not, they cannot be right either. */
  readonly seen: 'exclude' | 'include'
  /** The weight from which on a test event makes its item right. */
  readonly relevantFrom: number
  /** Whether right items are all worth the same (1), or their weight. */
  readonly gain: 'binary' | 'weight'
  /** Whether users whose past is unknown are left out, or count as not served. */
  readonly newUsers: 'leave-out' | 'count'
  /** Whether any model heeds the context: then users are asked once in each of those in which they act in the test. */
  readonly inContext: boolean
}

/** One question per test user, or per context of one: what will they choose, at whatever moment of the test? */
export function questionsOfUsers<User extends Id, Item extends Id>(
  { train, given, test }: Split<User, Item>,
  options: QuestionOptions,
): Questions<User, Item> {
  const { seen, newUsers } = options
  const learnt = columnsOf(train)
  const pasts = pastsOf(given ?? train)
  const questions: Question<User, Item>[] = []
  const counts = { new: 0, nothing: 0, repeated: 0, unseen: 0, right: 0 }
  const byUser = rightItems(test, options)
  byUser.forEach((asked, asker) => {
    const user = test.users[asker]!
    const past = pasts.get(user)
    if (!past && newUsers === 'leave-out') {
      counts.new++
      return
    }
    let left = 0
    for (const { right, context } of asked) {
      if (past && seen === 'exclude') for (const { item } of past) if (right.delete(item)) counts.repeated++
      if (right.size === 0) continue
      left++
      for (const item of right.keys()) if (learnt.items.numberOf(item) < 0) counts.unseen++
      counts.right += right.size
      questions.push({
        subject: given && past ? { history: past } : { user },
        ...(context && { context }),
        asker,
        right,
        past: [...new Set((past ?? []).map(({ item }) => item))],
      })
    }
    if (left === 0) counts.nothing++
  })
  return {
    questions,
    notes: [
      ...(options.inContext && test.context.length > 0
        ? [`Users are asked once in each context of their test events: ${test.context.join(', ')}.`]
        : []),
      ...noteOf(
        counts.new,
        'users of the test have no past and are left out; a model of popular items would serve them.',
      ),
      ...noteOf(
        counts.repeated,
        'test items were in the past of their user, are not recommended again, and do not count.',
      ),
      ...noteOf(counts.nothing, 'users of the test have nothing right left and are left out.'),
      ...noteOf(
        counts.unseen,
        `of ${counts.right} right items are not in training and count as missed by models that cannot know them.`,
      ),
    ],
  }
}

/** One question per event of a test session but the first: what comes next? */
export function questionsOfNext<User extends Id, Item extends Id>(
  { train, test }: Split<User, Item>,
  { seen, inContext }: QuestionOptions,
): Questions<User, Item> {
  const learnt = columnsOf(train)
  const { times } = columnsOf(test)
  const questions: Question<User, Item>[] = []
  const counts = { repeated: 0, unseen: 0 }
  rowsOf(test, 'session').forEach((rows, asker) => {
    const history: HistoryEvent<Item>[] = []
    for (const row of rows) {
      const { user, item, weight, context } = test.at(row)
      const around = inContext && context ? { context } : {}
      const known = history.some((event) => event.item === item)
      if (history.length > 0 && known && seen === 'exclude') counts.repeated++
      else if (history.length > 0) {
        if (learnt.items.numberOf(item) < 0) counts.unseen++
        const own = history.slice()
        questions.push({
          subject: learnt.users.numberOf(user) < 0 ? { history: own } : { user, history: own },
          ...around,
          asker,
          right: new Map([[item, 1]]),
          past: [...new Set(own.map((event) => event.item))],
        })
      }
      history.push({ item, weight, ...(times && { time: times[row]! }), ...around })
    }
  })
  return {
    questions,
    notes: [
      ...noteOf(
        counts.repeated,
        'events repeat an item of their session, which is not recommended again, and do not count.',
      ),
      ...noteOf(
        counts.unseen,
        `of ${questions.length} next items are not in training and count as missed by models that cannot know them.`,
      ),
    ],
  }
}

function noteOf(count: number, what: string): string[] {
  return count > 0 ? [`${count} ${what}`] : []
}

interface Asked<Item extends Id> {
  readonly right: Map<Item, number>
  readonly context: EventContext | undefined
}

/** Per user of the log, and context if it matters: the items with enough weight, each with its grade. */
function rightItems<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  { relevantFrom, gain, inContext }: QuestionOptions,
): (readonly Asked<Item>[])[] {
  const { userOf, itemOf, weights, items, users } = columnsOf(log)
  const right = Array.from({ length: users.size }, () => new Map<string, Asked<Item>>())
  for (let row = 0; row < userOf.length; row++) {
    const weight = weights ? weights[row]! : 1
    if (weight < relevantFrom || weight <= 0) continue
    const item = items.idOf(itemOf[row]!)
    const context = inContext ? log.at(row).context : undefined
    const key = context ? JSON.stringify(context) : ''
    const asked = right[userOf[row]!]!
    if (!asked.has(key)) asked.set(key, { right: new Map(), context })
    const own = asked.get(key)!.right
    own.set(item, gain === 'binary' ? 1 : Math.max(weight, own.get(item) ?? 0))
  }
  return right.map((asked) => [...asked.values()])
}

/** What each user of the log did, in the order of time. */
function pastsOf<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
): Map<User, HistoryEvent<Item>[]> {
  const { times, weights } = columnsOf(log)
  return new Map(
    rowsOf(log, 'user').map((rows, user) => [
      log.users[user]!,
      Array.from(rows, (row) => ({
        ...eventOf(log.at(row)),
        weight: weights ? weights[row]! : 1,
        ...(times && { time: times[row]! }),
      })),
    ]),
  )
}

/** An item, and what surrounded it, by which models that heed it know someone better. */
function eventOf<Item extends Id>({ item, context }: Interaction<Id, Item>): HistoryEvent<Item> {
  return { item, ...(context && { context }) }
}
