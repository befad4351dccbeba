import { Judging } from '../evaluation/judging'
import { type MeasureName, measures } from '../evaluation/measures'
import { type EvaluateOptions, readEvaluateOptions } from '../evaluation/options'
import { refuse } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import type { AlgorithmFactory } from '../recommender/algorithm'
import { breathing } from '../recommender/fit-context'
import type { OptionsOf, SettingsTable } from '../settings/settings'
import type { Split } from '../splits/split'
import { fingerprintOf } from './fingerprint'

/** How settings are judged: as `evaluate` does it, by one measure. */
export interface ValidationOptions<User extends Id, Item extends Id>
  extends Omit<EvaluateOptions<User, Item>, 'measures' | 'baseline' | 'level'> {
  /** What is to be as great as it can; NDCG by default. */
  readonly measure?: MeasureName
}

/** Judges the settings of an algorithm by the validation part of a split; the test part is not looked at. */
export class Validation<User extends Id, Item extends Id, Table extends SettingsTable> {
  readonly measure: MeasureName
  readonly seed: number
  /** Tells the same question from another: the algorithm, how it is judged, and by which events. */
  readonly fingerprint: string
  readonly #judging: Judging<User, Item>

  constructor(
    private readonly algorithm: AlgorithmFactory<Table>,
    { train, validation, how }: Split<User, Item>,
    options: ValidationOptions<User, Item>,
  ) {
    this.measure = options.measure ?? 'ndcg'
    const settings = readEvaluateOptions({ ...options, measures: [this.measure] })
    const held = validation ?? refuseTest()
    this.seed = settings.seed
    this.fingerprint = fingerprintOf([algorithm.algorithm, settings], [train, held])
    const inner = { train, test: held, how, warnings: [] }
    const breath = breathing(options.signal, undefined)
    this.#judging = new Judging(inner, settings, options, breath, algorithm.contextual)
  }

  get direction(): 'maximise' | 'minimise' {
    return measures[this.measure].better === 'lower' ? 'minimise' : 'maximise'
  }

  async scoreOf(settings: OptionsOf<Table>): Promise<number> {
    const { judged } = await this.#judging.judge(this.algorithm.algorithm, this.algorithm(settings))
    return judged.measured.get(this.measure)?.value ?? 0
  }
}

function refuseTest(): never {
  return refuse('invalid-data', {
    what: 'The split has no validation part, and settings are not chosen on the test.',
    where: 'split.validation',
    fix: 'Ask for one: splitByTime(log, { validation: 0.1, test: 0.1 }).',
  })
}
