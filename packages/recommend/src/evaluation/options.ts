import type { OnProgress } from '@graftjs/base'
import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import type { FitOptions } from '../recommender/fit'
import { type MeasureName, measures, usualMeasures } from './measures'
import type { QuestionOptions } from './questions'

export interface EvaluateOptions<User extends Id = Id, Item extends Id = Id>
  extends Pick<FitOptions<User, Item>, 'itemFeatures' | 'userFeatures' | 'workers'> {
  /** How many ranks are looked at; 10 by default. */
  readonly k?: number
  /** Which measures stand in the table, the first one leading; by default NDCG, recall, hit rate and what lists do beside being right. */
  readonly measures?: readonly MeasureName[]
  /**
   * What is asked: which items a user will choose during the test (`'user'`, default), or what comes next at every
   * event of a session (`'next'`). Where a model may learn from the context of events, each question is asked in that of
   * the test: users once in each of theirs, all models alike.
   */
  readonly task?: 'user' | 'next'
  /** Whether items of the past may be recommended; by default they are excluded for users and included for `'next'`. */
  readonly seen?: 'exclude' | 'include'
  /** The weight from which on a test event makes its item right, such as a rating of 4; by default any above 0. */
  readonly relevantFrom?: number
  /** Whether right items are all worth the same (`'binary'`, default), or their `'weight'`. */
  readonly gain?: 'binary' | 'weight'
  /** Whether users whose past is unknown are left out (default) or count as not served. */
  readonly newUsers?: 'leave-out' | 'count'
  /**
   * Ranks the right items among some others only: a number of random ones, or those given per user. Such figures are
   * not comparable with those of the whole catalogue, and are named so. By default all items are ranked.
   */
  readonly candidates?: number | ReadonlyMap<User, Iterable<Item>>
  /** The probability of coverage of the intervals; 0.95 by default. */
  readonly level?: number
  /** The name of the model against which the others are tested; `'popularity'` by default. */
  readonly baseline?: string
  /** Of the bootstrap and of random candidates; 1 by default. */
  readonly seed?: number
  readonly onProgress?: OnProgress
  readonly signal?: AbortSignal
}

/** The options with their defaults. */
export interface EvaluateSettings extends Omit<QuestionOptions, 'inContext'> {
  readonly k: number
  readonly measures: readonly MeasureName[]
  readonly task: 'user' | 'next'
  readonly level: number
  readonly seed: number
}

export function readEvaluateOptions(options: EvaluateOptions): EvaluateSettings {
  const { task = 'user', k = 10, level = 0.95, seed = 1 } = options
  const settings = {
    k,
    task,
    level,
    seed,
    measures: options.measures ?? usualMeasures,
    seen: options.seen ?? (task === 'next' ? 'include' : 'exclude'),
    relevantFrom: options.relevantFrom ?? Number.MIN_VALUE,
    gain: options.gain ?? 'binary',
    newUsers: options.newUsers ?? 'leave-out',
  } as const
  checkWord('task', task, ['user', 'next'])
  checkWord('seen', settings.seen, ['exclude', 'include'])
  checkWord('gain', settings.gain, ['binary', 'weight'])
  checkWord('newUsers', settings.newUsers, ['leave-out', 'count'])
  for (const name of settings.measures) checkWord('measures', name, Object.keys(measures))
  if (!Number.isSafeInteger(k) || k < 1)
    refuseOption('k', k, 'how many ranks to look at: a whole number of 1 or more')
  if (!(level > 0 && level < 1)) refuseOption('level', level, 'a number between 0 and 1, such as 0.95')
  if (!Number.isSafeInteger(seed)) refuseOption('seed', seed, 'a whole number')
  if (!(settings.relevantFrom > 0)) refuseOption('relevantFrom', settings.relevantFrom, 'a weight above 0')
  return settings
}

function checkWord(name: string, word: unknown, words: readonly string[]): void {
  if (!words.some((own) => own === word)) refuseOption(name, word, words.map(shown).join(', '))
}

function refuseOption(name: string, value: unknown, wanted: string): never {
  return refuse('invalid-option', {
    what: `${name} is ${shown(value)}.`,
    where: 'evaluate',
    fix: `Pass ${wanted}.`,
  })
}
