import {
  evaluateInWorkers,
  gridSearch,
  randomSearch,
  type SearchResult,
  type Space,
  type Trial,
  tpeSearch,
} from '@graftjs/metrics'
import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import type { Algorithm, AlgorithmFactory } from '../recommender/algorithm'
import type { OptionsOf, SettingsTable } from '../settings/settings'
import type { Split } from '../splits/split'
import type { SentTrial, TrialWorkers } from './in-workers'
import { openTrials } from './trials-file'
import { Validation, type ValidationOptions } from './validation'

export interface TuneOptions<User extends Id, Item extends Id> extends ValidationOptions<User, Item> {
  /** How many settings are tried; 20 by default. A grid tries all and heeds no number. */
  readonly trials?: number
  /** Where to look next: where good settings were found (`'tpe'`, default), anywhere (`'random'`), or everywhere (`'grid'`). */
  readonly search?: 'tpe' | 'random' | 'grid'
  /**
   * The path of a file that keeps the trials: called again with the same split, space and options, the search goes on
   * from there.
   */
  readonly resume?: string
  /** Called after every trial. */
  readonly onTrial?: (trial: { readonly settings: object; readonly score: number | null }) => void
  /**
   * Judges several trials at the same time, each in a worker of its own; see `answerTrials`. By default they run one
   * after another, each fit on all threads. The result does not depend on it.
   */
  readonly inWorkers?: TrialWorkers
}

/** What a search found. */
export interface Tuned<Options> {
  /** The algorithm with the best settings, to be fitted or evaluated. */
  readonly best: Algorithm
  readonly settings: Options
  /** Its measure on the validation part. */
  readonly score: number
  readonly trials: readonly Trial<Options>[]
}

/** Trials of `'tpe'` that are proposed together, whoever judges them, so that the search is always the same. */
const TOGETHER = 4

/**
 * Looks for the settings of an algorithm that do best on the validation part of a split; the test part is not looked at.
 * Settings that fail count as the worst.
 *
 * @param space what may be chosen: `{ factors: choice([32, 64]), regularization: logUniform(1e-3, 1) }`.
 * @throws GraftError `invalid-option`, `invalid-data` where the split has no validation part, `aborted`.
 *
 * @example
 * const split = splitByTime(log, { validation: 0.1, test: 0.1 })
 * const { best } = await tune(itemKnn, { neighbours: choice([20, 50, 100]) }, split)
 * const evaluation = await evaluate({ best }, split)
 */
export async function tune<
  User extends Id,
  Item extends Id,
  Table extends SettingsTable,
  const Options extends OptionsOf<Table>,
>(
  algorithm: AlgorithmFactory<Table>,
  space: Space<Options>,
  split: Split<User, Item>,
  options: TuneOptions<User, Item> = {},
): Promise<Tuned<Options>> {
  const { trials = 20, search = 'tpe', signal, onProgress, inWorkers } = options
  const validation = new Validation(algorithm, split, options)
  if (!Number.isSafeInteger(trials) || trials < 1)
    refuseOption('trials', trials, 'a whole number of 1 or more')
  if (!Object.hasOwn(searches, search)) refuseOption('search', search, Object.keys(searches).join(', '))
  const kept = await openTrials<Options>(options.resume, [validation.fingerprint, search, space])
  const judges = inWorkers ? workersOf<Options>(inWorkers, validation) : inTurn<Options>(validation)
  let done = kept.trials.length
  const searching = searches[search]({
    space,
    trials,
    concurrency: search === 'tpe' ? TOGETHER : (inWorkers?.workers ?? 1),
    evaluate(own, context) {
      onProgress?.({ phase: 'validate', step: done++, steps: trials, message: JSON.stringify(own) })
      return judges.scoreOf(own, context)
    },
    direction: validation.direction,
    seed: validation.seed,
    failures: 'skip',
    resume: kept.trials,
    onTrial(trial) {
      kept.add(trial)
      options.onTrial?.(trial)
    },
    ...(signal && { signal }),
  })
  // What was tried is kept, whether the search ends well or not.
  const { best, trials: all } = await searching.finally(() => Promise.all([kept.written(), judges.close()]))
  return { best: algorithm(best.settings), settings: best.settings, score: best.score!, trials: all }
}

interface TrialContext {
  readonly trial: number
  readonly resource: number | null
  readonly signal: AbortSignal | undefined
}

/** Who judges trials. */
interface Judges<Options> {
  scoreOf(settings: Options, context: TrialContext): Promise<number>
  close(): Promise<void>
}

/** One after another, in the order in which they come. */
function inTurn<Options>(validation: { scoreOf(settings: Options): Promise<number> }): Judges<Options> {
  let before: Promise<unknown> = Promise.resolve()
  return {
    scoreOf(settings) {
      const score = before.then(() => validation.scoreOf(settings))
      before = score.catch(() => undefined)
      return score
    },
    close: async () => undefined,
  }
}

function workersOf<Options>(
  workers: TrialWorkers,
  { fingerprint }: { readonly fingerprint: string },
): Judges<Options> {
  const pool = evaluateInWorkers<SentTrial<Options>>(workers)
  return {
    scoreOf: (own, context) => pool.evaluate({ fingerprint, own }, context),
    close: pool.close,
  }
}

interface SearchInput<P> {
  readonly space: Space<P>
  readonly trials: number
  readonly concurrency: number
  readonly evaluate: (settings: P, context: TrialContext) => Promise<number>
  readonly direction: 'maximise' | 'minimise'
  readonly seed: number
  readonly failures: 'skip'
  readonly resume: readonly Trial<P>[]
  readonly onTrial: (trial: Trial<P>) => void
  readonly signal?: AbortSignal
}

const searches = {
  tpe: tpeSearch,
  random: randomSearch,
  grid: gridSearch,
} as const satisfies Record<string, <P>(input: SearchInput<P>) => Promise<SearchResult<P>>>

function refuseOption(name: string, value: unknown, wanted: string): never {
  return refuse('invalid-option', {
    what: `${name} is ${shown(value)}.`,
    where: 'tune',
    fix: `Pass ${wanted}.`,
  })
}
