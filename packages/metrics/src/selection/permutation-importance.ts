import { RandomKey } from '@graftjs/base'
import { asWholeNumber } from '../input/column'
import { refuse, shown } from '../input/refuse'
import { Draws } from '../random/draws'
import { type ConcurrencyOptions, runConcurrently } from './concurrent'
import { namedScores, summaryOf } from './scores'

export interface PermutationImportanceInput<Feature extends string> extends ConcurrencyOptions {
  /** The columns that the model sees, all of one length. */
  readonly columns: Readonly<Record<Feature, ArrayLike<unknown>>>
  /** The score of the model on these columns, greater is better. The model stays as it is. */
  readonly score: (columns: Readonly<Record<Feature, ArrayLike<unknown>>>) => number | Promise<number>
  /** How often each column is shuffled; 5 by default. */
  readonly repeats?: number
  /** The same seed gives the same shuffles; 1 by default. */
  readonly seed?: number
}

export interface FeatureImportance<Feature extends string> {
  readonly feature: Feature
  /** By how much the score falls when the column is shuffled, on average; about 0 for a column without use. */
  readonly mean: number
  readonly standardDeviation: number
  readonly values: readonly number[]
}

/**
 * Which columns a model relies on: each is shuffled in turn, and the loss of score is its importance (Breiman
 * 2001). Columns that tell the same as others share their importance and may show none. Most important first.
 *
 * @throws GraftError `not-finite` for a score that is no number.
 */
export async function permutationImportance<Feature extends string>(
  input: PermutationImportanceInput<Feature>,
): Promise<FeatureImportance<Feature>[]> {
  const { columns, score, repeats = 5, seed = 1 } = input
  asWholeNumber(repeats, 'repeats', 1)
  const features = namesOf(columns)
  const rows = columns[features[0]!].length
  for (const feature of features) {
    if (columns[feature].length === rows) continue
    refuse({
      what: `The column ${shown(feature)} has ${columns[feature].length} rows, and ${shown(features[0])} has ${rows}.`,
      where: `columns.${feature}`,
      fix: 'Pass columns of one length.',
    })
  }
  const scoreOf = async (given: typeof columns, what: string) =>
    namedScores(await score(given), what)['score']!
  const baseline = await scoreOf(columns, 'the columns as they are')
  const key = RandomKey.from(seed)
  const tasks = features.flatMap((feature, at) =>
    Array.from({ length: repeats }, (_, repeat) => async () => {
      const draws = new Draws(key.fold(at * repeats + repeat))
      const order = draws.shuffle(Int32Array.from({ length: rows }, (_, row) => row))
      const shuffled = Array.from(order, (row) => columns[feature][row])
      return baseline - (await scoreOf({ ...columns, [feature]: shuffled }, `${shown(feature)} shuffled`))
    }),
  )
  const losses = await runConcurrently(tasks, input)
  return features
    .map((feature, at) => ({ feature, ...summaryOf(losses.slice(at * repeats, (at + 1) * repeats)) }))
    .sort((a, b) => b.mean - a.mean)
}

function namesOf<Feature extends string>(columns: Readonly<Record<Feature, unknown>>): Feature[] {
  const names: Feature[] = []
  for (const name in columns) names.push(name)
  if (names.length > 0) return names
  return refuse({ what: 'columns is empty.', where: 'columns', fix: 'Pass at least one column.' })
}
