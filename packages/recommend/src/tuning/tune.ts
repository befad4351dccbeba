import {
  gridSearch,
  randomSearch,
  type SearchResult,
  type Space,
  type Trial,
  tpeSearch,
} from '@graftjs/metrics'
import { Judging } from '../evaluation/judging'
import { type MeasureName, measures } from '../evaluation/measures'
import { type EvaluateOptions, readEvaluateOptions } from '../evaluation/options'
import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import type { Algorithm, AlgorithmFactory } from '../recommender/algorithm'
import { breathing } from '../recommender/fit-context'
import type { OptionsOf, SettingsTable } from '../settings/settings'
import type { Split } from '../splits/split'
import { openTrials } from './trials-file'

export interface TuneOptions<User extends Id, Item extends Id>
  extends Omit<EvaluateOptions<User, Item>, 'measures' | 'baseline' | 'level'> {
  /** How many settings are tried; 20 by default. A grid tries all and heeds no number. */
  readonly trials?: number
  /** Where to look next: where good settings were found (`'tpe'`, default), anywhere (`'random'`), or everywhere (`'grid'`). */
  readonly search?: 'tpe' | 'random' | 'grid'
  /** What is to be as great as it can; NDCG by default. */
  readonly measure?: MeasureName
  /**
   * The path of a file that keeps the trials: called again with the same split, space and options, the search goes on
   * from there.
   */
  readonly resume?: string
  /** Called after every trial. */
  readonly onTrial?: (trial: { readonly settings: object; readonly score: number | null }) => void
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

/**
 * Looks for the settings of an algorithm that do best on the validation part of a split; the test part is not looked at.
 * Each fit uses all threads, so trials run one after another.
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
  const { measure = 'ndcg', trials = 20, search = 'tpe', signal, onProgress } = options
  const settings = readEvaluateOptions({ ...options, measures: [measure] })
  const { validation, train } = split
  if (!validation) return refuseTest()
  if (!Number.isSafeInteger(trials) || trials < 1)
    refuseOption('trials', trials, 'a whole number of 1 or more')
  if (!Object.hasOwn(searches, search)) refuseOption('search', search, Object.keys(searches).join(', '))
  const { better } = measures[measure]
  const inner = { train, test: validation, how: split.how, warnings: [] }
  const judging = new Judging<User, Item>(inner, settings, options, breathing(signal, undefined))
  const kept = await openTrials<Options>(
    options.resume,
    [algorithm.algorithm, settings, search, space],
    inner,
  )
  let done = kept.trials.length
  const evaluate = async (own: Options): Promise<number> => {
    onProgress?.({ phase: 'validate', step: done++, steps: trials, message: JSON.stringify(own) })
    const { judged } = await judging.judge(algorithm.algorithm, algorithm(own))
    return judged.measured.get(measure)?.value ?? 0
  }
  const searching = searches[search]({
    space,
    trials,
    evaluate,
    direction: better === 'lower' ? 'minimise' : 'maximise',
    seed: settings.seed,
    failures: 'skip',
    resume: kept.trials,
    onTrial(trial) {
      kept.add(trial)
      options.onTrial?.(trial)
    },
    ...(signal && { signal }),
  })
  // What was tried is kept, whether the search ends well or not.
  const { best, trials: all } = await searching.finally(() => kept.written())
  return { best: algorithm(best.settings), settings: best.settings, score: best.score!, trials: all }
}

interface SearchInput<P> {
  readonly space: Space<P>
  readonly trials: number
  readonly evaluate: (settings: P) => Promise<number>
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

function refuseTest(): never {
  return refuse('invalid-data', {
    what: 'The split has no validation part, and settings are not chosen on the test.',
    where: 'split.validation',
    fix: 'Ask for one: splitByTime(log, { validation: 0.1, test: 0.1 }).',
  })
}

function refuseOption(name: string, value: unknown, wanted: string): never {
  return refuse('invalid-option', {
    what: `${name} is ${shown(value)}.`,
    where: 'tune',
    fix: `Pass ${wanted}.`,
  })
}
