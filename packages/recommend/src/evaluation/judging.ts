import { refuse } from '../input/refuse'
import { type Id, IdCollector } from '../interactions/id-table'
import { columnsOf, type Interactions } from '../interactions/interactions'
import type { Algorithm } from '../recommender/algorithm'
import type { Breath } from '../recommender/fit-context'
import { Recommender } from '../recommender/recommender'
import type { Split } from '../splits/split'
import { type Candidates, candidatesOf } from './candidates'
import type { JudgedModel } from './evaluation'
import { coOccurrenceDistance, usersOfItems } from './item-users'
import { judge } from './judge'
import { knownTestEvents } from './known-test-events'
import type { EvaluateOptions, EvaluateSettings } from './options'
import { type Questions, questionsOfNext, questionsOfUsers } from './questions'
import { rankQuestions } from './rank-questions'

/** Judges one model after another by the same questions. */
export class Judging<User extends Id, Item extends Id> {
  readonly asked: Questions<User, Item>
  readonly candidates: Candidates<Item> | undefined
  readonly #shared

  constructor(
    private readonly split: Split<User, Item>,
    private readonly settings: EvaluateSettings,
    private readonly options: EvaluateOptions<User, Item>,
    private readonly breath: Breath,
    /** Whether any of the models may heed the context in which it is asked. */
    inContext: boolean,
  ) {
    const ask = settings.task === 'next' ? questionsOfNext : questionsOfUsers
    this.asked = ask(split, { ...settings, inContext })
    const { questions, notes } = this.asked
    if (questions.length === 0) refuseSilence(notes)
    this.candidates =
      options.candidates === undefined
        ? undefined
        : candidatesOf(options.candidates, questions, split, settings.seed)
    const itemUsers = usersOfItems(split.train)
    this.#shared = {
      questions,
      settings,
      items: IdCollector.from(columnsOf(split.train).items),
      knownTo: Int32Array.from(itemUsers, ({ length }) => length),
      users: split.train.users.length,
      distance: coOccurrenceDistance(itemUsers),
    }
  }

  /** Fits the model to the training part, unless it came fitted, and measures its lists. */
  async judge(
    name: string,
    entry: Algorithm | Recommender<User, Item>,
  ): Promise<{ readonly judged: JudgedModel; readonly knownEvents: number }> {
    const { settings, split, asked, candidates } = this
    const { model, fitSeconds } = await fitted(entry, split.train, this.options)
    const { lists, seconds } = await rankQuestions(
      model,
      asked.questions,
      { ...settings, candidates: candidates?.perQuestion },
      this.breath,
    )
    const judged = {
      name,
      algorithm: model.algorithm,
      settings: model.settings,
      fitSeconds,
      secondsPerList: seconds / lists.length,
      shortLists: lists.filter(({ length }) => length < settings.k).length,
      differentLists: new Set(lists.map((list) => JSON.stringify(list))).size,
      measured: judge({ ...this.#shared, lists }),
    }
    return { judged, knownEvents: fitSeconds === undefined ? knownTestEvents(model, split.test) : 0 }
  }
}

async function fitted<User extends Id, Item extends Id>(
  entry: Algorithm | Recommender<User, Item>,
  train: Interactions<User, Item>,
  { itemFeatures, userFeatures, workers, signal }: EvaluateOptions<User, Item>,
): Promise<{ readonly model: Recommender<User, Item>; readonly fitSeconds: number | undefined }> {
  if (entry instanceof Recommender) return { model: entry, fitSeconds: undefined }
  const since = performance.now()
  const model = await entry.fit(train, {
    ...(itemFeatures && { itemFeatures }),
    ...(userFeatures && { userFeatures }),
    ...(workers !== undefined && { workers }),
    ...(signal && { signal }),
  })
  return { model, fitSeconds: (performance.now() - since) / 1000 }
}

function refuseSilence(notes: readonly string[]): never {
  return refuse('invalid-data', {
    what: `Nobody is left to be judged. ${notes.join(' ')}`,
    where: 'split.test',
    fix: "Move the cut, lower relevantFrom, pass newUsers: 'count', or seen: 'include'.",
  })
}
