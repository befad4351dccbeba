import { RandomKey } from '@graftjs/base'
import { asRows, type Column, checkNotEmpty } from '../input/column'
import { refuse, shown } from '../input/refuse'
import { Draws } from '../random/draws'
import {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
  type FoldEvaluation,
} from './cross-validate'

export interface LearningCurveOptions extends Omit<CrossValidateOptions, 'scoreTrain'> {
  /** How much of each training part to use: shares up to 1, or numbers of rows. By default 10, 33, 55, 78 and 100 %. */
  readonly sizes?: Column<number>
  /** The order in which training rows are used; the same seed gives the same. 1 by default. */
  readonly seed?: number
  /** Called after every size; `onFold` after every fold of it. */
  readonly onPoint?: (point: LearningCurvePoint) => void
}

export type LearningCurveInput<Model> = LearningCurveOptions & FoldEvaluation<Model>

export interface LearningCurvePoint {
  readonly trainRows: number
  readonly result: CrossValidation
}

/**
 * How the scores grow with the number of training rows: will more data help? For every size and split the
 * model is trained on that many rows, drawn at random, smaller sizes within larger ones.
 */
export async function learningCurve<Model>(input: LearningCurveInput<Model>): Promise<LearningCurvePoint[]> {
  const { sizes = [0.1, 0.325, 0.55, 0.775, 1], seed = 1, resume = [], onPoint } = input
  const splits = Array.from(asRows(input.splits, 'splits'))
  checkNotEmpty(splits, 'splits')
  const key = RandomKey.from(seed)
  const shuffled = splits.map(({ train }, fold) => new Draws(key.fold(fold)).shuffle(train.slice()))
  const fewest = Math.min(...splits.map(({ train }) => train.length))
  const points: LearningCurvePoint[] = []
  for (const trainRows of rowCounts(sizes, fewest)) {
    const result = await crossValidate({
      ...input,
      scoreTrain: true,
      resume: resume.filter((fold) => fold.trainRows === trainRows),
      splits: splits.map(({ test }, fold) => ({ train: shuffled[fold]!.slice(0, trainRows).sort(), test })),
    })
    const point = { trainRows, result }
    points.push(point)
    onPoint?.(point)
  }
  return points
}

/** Sizes as numbers of rows, ascending, each once. */
function rowCounts(sizes: Column<number>, most: number): number[] {
  const counts = Array.from(asRows(sizes, 'sizes'), (size, at) => {
    const rows = size > 0 && size <= 1 ? Math.max(1, Math.floor(size * most)) : size
    if (Number.isInteger(rows) && rows >= 1 && rows <= most) return rows
    return refuse({
      what: `sizes[${at}] is ${shown(size)}, and the smallest training part has ${most} rows.`,
      where: `sizes[${at}]`,
      fix: 'Pass shares up to 1, or whole numbers of rows.',
      code: 'invalid-option',
    })
  })
  return [...new Set(counts)].sort((a, b) => a - b)
}
