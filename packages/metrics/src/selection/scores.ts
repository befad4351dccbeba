import { refuse, shown } from '../input/refuse'

/** One number, or several by name. */
export type Scores = number | Readonly<Record<string, number>>

export interface ScoreSummary {
  readonly mean: number
  /** The standard deviation over folds (of the sample, n − 1); 0 with one fold. */
  readonly standardDeviation: number
  readonly values: readonly number[]
}

/** Scores by name; a single number is named `score`. */
export function namedScores(scores: Scores, where: string): Record<string, number> {
  const named = typeof scores === 'number' ? { score: scores } : { ...scores }
  for (const [name, value] of Object.entries(named)) {
    if (typeof value === 'number' && Number.isFinite(value)) continue
    refuse({
      what: `The ${name === 'score' ? 'score' : `score ${shown(name)}`} of ${where} is ${shown(value)}.`,
      where,
      fix: 'Return a finite number, or an object of finite numbers, from score.',
      code: 'not-finite',
    })
  }
  return named
}

export function summarize(folds: readonly Record<string, number>[]): Record<string, ScoreSummary> {
  const names = Object.keys(folds[0] ?? {})
  return Object.fromEntries(
    names.map((name) => {
      const values = folds.map((scores, fold) => {
        const value = scores[name]
        if (value !== undefined) return value
        return refuse({
          what: `Fold ${fold} has no score ${shown(name)}, which the first has.`,
          where: `fold ${fold}`,
          fix: 'Return the same names of scores for every fold.',
        })
      })
      return [name, summaryOf(values)]
    }),
  )
}

export function summaryOf(values: readonly number[]): ScoreSummary {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, standardDeviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)), values }
}
