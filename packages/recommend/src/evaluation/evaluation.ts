import { adjustPValues, bootstrapInterval, pairedTTest } from '@graftjs/metrics'
import type { Breath } from '../recommender/fit-context'
import { evaluationText } from './evaluation-text'
import { type Measured, type MeasureName, type MeasureResult, measures } from './measures'
import type { EvaluateSettings } from './options'

/** How the models compare. `String(evaluation)` is the table. */
export interface Evaluation {
  /** The models in the order in which they were given, popularity and item-kNN after them. */
  readonly rows: readonly EvaluationRow[]
  readonly measures: readonly EvaluatedMeasure[]
  /** The model that the others are tested against. */
  readonly baseline: string
  /** How many lists were judged, and of how many users or sessions. */
  readonly lists: number
  readonly askers: number
  /** How the events were parted. */
  readonly how: string
  /** What was left out, or counts as missed. */
  readonly notes: readonly string[]
  /** What a reader should know before believing the figures. */
  readonly warnings: readonly string[]
  toString(): string
}

export interface EvaluatedMeasure {
  readonly name: MeasureName
  readonly title: string
  readonly definition: string
  readonly better: 'higher' | 'lower' | 'neither'
}

export interface EvaluationRow {
  readonly model: string
  readonly algorithm: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Absent where the model came fitted. */
  readonly fitSeconds: number | undefined
  readonly secondsPerList: number
  /** How many lists have fewer than k items, for want of any the model has something to say about. */
  readonly shortLists: number
  /** By measure; absent where nobody was served. */
  readonly values: { readonly [Name in MeasureName]?: MeasureResult }
}

/** A model's lists, measured. */
export interface JudgedModel extends Omit<EvaluationRow, 'values' | 'model'> {
  readonly name: string
  readonly measured: ReadonlyMap<MeasureName, Measured | undefined>
  /** How many different lists it gave. */
  readonly differentLists: number
}

export interface Results {
  readonly judged: readonly JudgedModel[]
  readonly baseline: string
  readonly settings: EvaluateSettings
  /** Whose question each is. */
  readonly askers: Int32Array
  /** What stands behind the measures' titles. */
  readonly protocol: string | undefined
  readonly how: string
  readonly notes: readonly string[]
  readonly warnings: readonly string[]
}

/** Adds intervals and tests to what was measured. */
export async function resultsOf(results: Results, { breathe }: Breath): Promise<Evaluation> {
  const { judged, baseline, settings, askers, protocol, how, notes, warnings } = results
  const { k, measures: names } = settings
  const values = judged.map(() => new Map<MeasureName, MeasureResult>())
  for (const name of names) {
    const pValues = holm(judged, baseline, name, askers)
    for (const [at, { measured }] of judged.entries()) {
      await breathe()
      const own = measured.get(name)
      if (!own) continue
      const against = pValues.get(judged[at]!.name)
      values[at]!.set(name, {
        value: own.value,
        ...(own.perQuestion && { interval: intervalOf(own.perQuestion, askers, settings) }),
        ...(against && { against }),
      })
    }
  }
  const evaluation = {
    rows: judged.map(({ name, measured: _, differentLists: __, ...row }, at) => ({
      model: name,
      ...row,
      values: Object.fromEntries(values[at]!),
    })),
    measures: names.map((name) => ({
      name,
      title: measures[name].title(k) + (protocol === undefined ? '' : ` (${protocol})`),
      definition: measures[name].definition(k),
      better: measures[name].better,
    })),
    baseline,
    lists: askers.length,
    askers: new Set(askers).size,
    how,
    notes,
    warnings: [...warnings, ...judged.flatMap((model) => warningsOf(model, askers.length, k))],
  }
  return { ...evaluation, toString: () => evaluationText(evaluation) }
}

function warningsOf(
  { name, algorithm, shortLists, differentLists }: JudgedModel,
  lists: number,
  k: number,
): string[] {
  return [
    ...(shortLists > 0
      ? [
          `${name} has fewer than ${k} items in ${shortLists} of ${lists} lists: it has nothing to say about more.`,
        ]
      : []),
    ...(differentLists === 1 && lists > 1 && algorithm !== 'popularity'
      ? [`${name} recommends the same to everyone: its scores have collapsed.`]
      : []),
  ]
}

/** Draws whole askers, so that questions of one that depend on each other do not narrow the interval. */
function intervalOf(perQuestion: Float64Array, askers: Int32Array, { level, seed }: EvaluateSettings) {
  if (new Set(askers).size < 2) return { lower: Number.NaN, upper: Number.NaN, level }
  const meanOf = (rows: Int32Array) => {
    let sum = 0
    for (let at = 0; at < rows.length; at++) sum += perQuestion[rows[at]!]!
    return sum / rows.length
  }
  // Of many users the interval is narrow, and fewer draws tell its ends.
  const repetitions = Math.max(200, Math.min(1000, Math.round(2e7 / askers.length)))
  const { lower, upper } = bootstrapInterval(perQuestion.length, meanOf, {
    level,
    seed,
    repetitions,
    method: 'percentile',
    ...(isOnePerAsker(askers) ? {} : { groups: askers }),
  })
  return { lower, upper, level }
}

/** The differences from the baseline with their p values, corrected for having tested all models (Holm). */
function holm(
  judged: readonly JudgedModel[],
  baseline: string,
  measure: MeasureName,
  askers: Int32Array,
): Map<string, { readonly difference: number; readonly pValue: number }> {
  const base = judged.find(({ name }) => name === baseline)?.measured.get(measure)?.perQuestion
  const others = judged.flatMap(({ name, measured }) => {
    const own = measured.get(measure)?.perQuestion
    return own && name !== baseline ? [{ name, own }] : []
  })
  if (!base || others.length === 0 || new Set(askers).size < 2) return new Map()
  const tests = others.map(({ own }) => pairedTTest(perAsker(own, askers), perAsker(base, askers)))
  const adjusted = adjustPValues(tests.map(({ pValue }) => pValue))
  return new Map(
    others.map(({ name }, at) => [name, { difference: tests[at]!.difference, pValue: adjusted[at]! }]),
  )
}

/** The mean over each asker's questions. */
function perAsker(perQuestion: Float64Array, askers: Int32Array): Float64Array {
  if (isOnePerAsker(askers)) return perQuestion
  const sums = new Map<number, { sum: number; count: number }>()
  askers.forEach((asker, at) => {
    const own = sums.get(asker) ?? { sum: 0, count: 0 }
    sums.set(asker, { sum: own.sum + perQuestion[at]!, count: own.count + 1 })
  })
  return Float64Array.from(sums.values(), ({ sum, count }) => sum / count)
}

function isOnePerAsker(askers: Int32Array): boolean {
  return new Set(askers).size === askers.length
}
