import { usualModels } from '../algorithms/usual'
import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import type { Algorithm } from '../recommender/algorithm'
import { breathing } from '../recommender/fit-context'
import { Recommender } from '../recommender/recommender'
import { findLeakage } from '../splits/leakage'
import type { Split } from '../splits/split'
import { type Evaluation, type JudgedModel, resultsOf } from './evaluation'
import { anyInContext } from './in-context'
import { Judging } from './judging'
import { type EvaluateOptions, readEvaluateOptions } from './options'

/** What is compared, by names of one's own: algorithms, which are fitted to the training part, or fitted models. */
export type Models<User extends Id, Item extends Id> = Readonly<
  Record<string, Algorithm | Recommender<User, Item>>
>

/**
 * Fits algorithms to the training part of a split and compares what they recommend with what happened in the test:
 * every item of training is ranked, the measures come with intervals and with tests against a baseline, and popularity
 * and item-kNN are always in the table.
 *
 * @throws GraftError `invalid-option`, `invalid-data` where nobody can be judged, `aborted`.
 *
 * @example
 * const evaluation = await evaluate({ ease: ease({ l2: 300 }) }, splitByTime(log), { k: 10 })
 * console.log(String(evaluation))
 */
export async function evaluate<User extends Id, Item extends Id>(
  models: Models<User, Item>,
  split: Split<User, Item>,
  options: EvaluateOptions<User, Item> = {},
): Promise<Evaluation> {
  const settings = readEvaluateOptions(options)
  const entries = withUsual(models)
  const baseline = options.baseline ?? entries.find(([, { algorithm }]) => algorithm === 'popularity')![0]
  if (!entries.some(([name]) => name === baseline)) refuseBaseline(baseline, entries)
  const { onProgress, signal } = options
  const breath = breathing(signal, undefined)
  const inContext = anyInContext(entries.map(([, entry]) => entry))
  const judging = new Judging(split, settings, options, breath, inContext)
  const { asked, candidates } = judging
  const judged: JudgedModel[] = []
  const warnings = [
    ...split.warnings.map(({ message }) => message),
    ...findLeakage(split).findings,
    ...(candidates ? [candidates.warning] : []),
  ]
  for (const [step, [name, entry]] of entries.entries()) {
    onProgress?.({ phase: 'evaluate', step, steps: entries.length, message: name })
    const result = await judging.judge(name, entry)
    judged.push(result.judged)
    if (result.knownEvents > 0) {
      warnings.push(
        `${name} knows ${result.knownEvents} of ${split.test.size} test events: it was fitted to them.`,
      )
    }
  }
  onProgress?.({ phase: 'evaluate', step: entries.length, steps: entries.length })
  const results = {
    judged,
    baseline,
    settings,
    askers: Int32Array.from(asked.questions, ({ asker }) => asker),
    protocol: candidates?.name,
    how: split.how,
    notes: asked.notes,
    warnings,
  }
  return resultsOf(results, breath)
}

type Entry<User extends Id, Item extends Id> = readonly [
  name: string,
  entry: Algorithm | Recommender<User, Item>,
]

/** The models, and after them those that every comparison holds. */
function withUsual<User extends Id, Item extends Id>(models: Models<User, Item>): Entry<User, Item>[] {
  const given = Object.entries(models)
  for (const [name, entry] of given) {
    if (entry instanceof Recommender || (typeof entry === 'object' && entry !== null && 'fit' in entry))
      continue
    refuse('invalid-option', {
      what: `The model ${shown(name)} is ${shown(entry)}.`,
      where: 'evaluate',
      fix: 'Pass algorithms with their settings, such as { popular: popularity() }, or fitted models.',
    })
  }
  const missing = usualModels.filter(({ algorithm }) => !given.some(([, own]) => own.algorithm === algorithm))
  return [...given, ...missing.map((own) => [freeName(own.algorithm, models), own] as const)]
}

function freeName(name: string, taken: object): string {
  return Object.hasOwn(taken, name) ? freeName(`${name}'`, taken) : name
}

function refuseBaseline(baseline: string, entries: readonly (readonly [string, unknown])[]): never {
  return refuse('invalid-option', {
    what: `There is no model ${shown(baseline)} to test against.`,
    where: 'baseline',
    fix: `Pass one of ${entries.map(([name]) => shown(name)).join(', ')}.`,
  })
}
