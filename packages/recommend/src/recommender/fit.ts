import { availableParallelism } from 'node:os'
import type { OnProgress } from '@graftjs/base'
import { described, type FeatureSource } from '../features/features'
import { refuse, shown } from '../input/refuse'
import { throwIfAborted } from '../input/throw-if-aborted'
import { assertIsLog } from '../interactions/assert-is-log'
import { historySlices } from '../interactions/histories'
import type { Id } from '../interactions/id-table'
import { columnsOf, type Interactions, policyOf } from '../interactions/interactions'
import { inSlices } from '../sparse'
import { assertFinite } from './assert-finite'
import { assertRated } from './assert-rated'
import { openCheckpoint } from './checkpoint'
import { breathing, type FitContext } from './fit-context'
import { fittedWith } from './fitted'
import { assertFits, type LogSize, type MemoryNeed, shownBytes, sizeOf } from './memory-need'
import type { Model } from './model'
import { Recommender } from './recommender'
import { TrainingData } from './training-data'
import { type WantedContext, withWantedContext } from './wanted-context'

export interface FitOptions<User extends Id = Id, Item extends Id = Id> {
  /** What is known of items beside their events, by id; items without events may be among them. */
  readonly itemFeatures?: FeatureSource<Item>
  /** What is known of users, likewise. */
  readonly userFeatures?: FeatureSource<User>
  readonly onProgress?: OnProgress
  readonly signal?: AbortSignal
  /**
   * The path of a file in which the fit keeps what it has learnt so far: called again with the same log and settings
   * it goes on from there, to the same bits. The file is removed when the fit is done.
   */
  readonly checkpoint?: string
  /** How many threads may work; all by default. The result does not depend on it. */
  readonly workers?: number
}

/** Bytes of memory of which progress tells before a fit begins. */
const WORTH_TELLING = 2 ** 28

/** What is fitted: an algorithm with its settings. */
export interface Fittable {
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly memoryOf: (size: LogSize) => MemoryNeed
  readonly context: WantedContext
  readonly wantsRatings: boolean
  readonly fit: (data: TrainingData, context: FitContext) => Promise<Model>
}

export async function fitRecommender<User extends Id, Item extends Id>(
  algorithm: Fittable,
  log: Interactions<User, Item>,
  options: FitOptions<User, Item>,
): Promise<Recommender<User, Item>> {
  const { onProgress, signal, checkpoint, workers = availableParallelism() } = options
  assertIsLog(log)
  if (!Number.isSafeInteger(workers) || workers < 1) {
    refuse('invalid-option', {
      what: `workers is ${shown(workers)}.`,
      where: 'workers',
      fix: 'Pass how many threads may work: a whole number of 1 or more.',
    })
  }
  throwIfAborted(signal)
  const columns = withWantedContext(columnsOf(log), algorithm.context, algorithm.name)
  const { duplicates, halfLifeDays } = policyOf(log)
  const users = described(options.userFeatures, columns.users, 'userFeatures')
  const items = described(options.itemFeatures, columns.items, 'itemFeatures')
  const breath = breathing(signal, onProgress)
  const size = { ...sizeOf(columns), users: users.table.size, items: items.table.size }
  const need = algorithm.memoryOf(size)
  assertFits(algorithm.name, size, need)
  const bytes = need.shared + need.own
  if (bytes >= WORTH_TELLING) {
    const message = `needs about ${shownBytes(bytes)} of memory`
    onProgress?.({ phase: 'prepare', step: 0, steps: 1, message })
  }
  const histories = await inSlices(historySlices(columns, halfLifeDays, users.table.size), breath.breathe)
  if (histories.items.length === 0) {
    refuse('invalid-data', {
      what: log.size === 0 ? 'The log has no events.' : 'No event of the log counts: every weight is 0.',
      where: `${algorithm.name}.fit`,
      fix: 'Fit to a log with at least one event whose weight is not 0.',
    })
  }
  const data = new TrainingData(users.table.size, items.table.size, histories, duplicates, {
    ...(users.features && { users: users.features }),
    ...(items.features && { items: items.features }),
  })
  await data.prepare(breath.breathe, 'byUser')
  if (algorithm.wantsRatings) {
    // In context, events of a pair are learnt from one by one.
    assertRated(algorithm.name, histories.context ? histories.weights : data.byUser.values)
  }
  const kept = await openCheckpoint(checkpoint, algorithm, data)
  const model = await algorithm.fit(data, {
    workers,
    signal,
    ...breath,
    ...kept,
  })
  throwIfAborted(signal)
  await assertFinite(algorithm.name, model, breath.breathe)
  await kept.remove()
  return new Recommender(
    fittedWith({
      algorithm: { name: algorithm.name, settings: algorithm.settings },
      model,
      users: users.table,
      items: items.table,
      histories,
      duplicates,
      halfLifeDays,
      stale: new Set(),
    }),
  )
}
