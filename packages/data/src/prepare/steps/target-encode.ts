import { kFold } from '@graftjs/metrics'
import type { RecordRow } from '../../dataset/columns'
import { invalidOption, wholeNumber } from '../../dataset/options'
import { categoryIn, withColumns, wrongValue } from '../cell'
import { savedCategory, savedEntries, savedList, savedNumber, savedRecord } from '../saved'
import { type Category, compareCategories } from '../statistics/categories'
import { TargetMeans } from '../statistics/target-means'
import { eachRow, fitted, type PlannedStep, type StepKind } from '../step'
import { checkColumns } from './check-columns'

export interface TargetEncodeOptions<Column extends string, Target extends string> {
  readonly columns: readonly Column[]
  /** The column to be predicted: a number, or the class of a row. */
  readonly target: Target
  /**
   * How far a category's mean is drawn towards the overall one: `auto` (default) by how much the target varies, or
   * as if so many rows of the overall mean were added.
   */
  readonly smooth?: 'auto' | number
  /** The training part's rows are encoded by the other folds of so many; 5 by default. */
  readonly folds?: number
  /** Deal rows out at random (default), or in blocks in their order. */
  readonly shuffle?: boolean
  /** 1 by default. */
  readonly seed?: number
}

interface Learnt {
  /** For each column its categories, and for each the encoding, one number a target. */
  readonly columns: { readonly [column: string]: readonly Encoding[] }
  /** What an unknown category becomes: the means of the training part. */
  readonly means: readonly number[]
  /** Classes where the target is one: an encoding is then a list, one share a class, one alone where there are two. */
  readonly classes: readonly Category[] | null
}

interface Encoding {
  readonly category: Category
  readonly values: readonly number[]
}

export const targetEncode: StepKind<Learnt> = {
  kind: 'target-encode',
  transform({ columns, means, classes }) {
    const maps = Object.entries(columns).map(([column, encodings]) => ({
      column,
      valuesOf: new Map(encodings.map(({ category, values }) => [category, values])),
    }))
    return (row) => {
      const encoded: Record<string, unknown> = {}
      for (const { column, valuesOf } of maps) {
        encoded[column] = shape(valuesOf.get(categoryIn(row, { column })) ?? means, classes)
      }
      return withColumns(row, encoded)
    }
  },
  restore: (saved) => ({
    columns: savedEntries(saved['columns'], 'columns', (entry, where) =>
      savedList(entry, where, (one, at) => {
        const { category, values } = savedRecord(one, at)
        return {
          category: savedCategory(category, `${at}.category`),
          values: savedList(values, `${at}.values`, savedNumber),
        }
      }),
    ),
    means: savedList(saved['means'], 'means', savedNumber),
    classes: saved['classes'] === null ? null : savedList(saved['classes'], 'classes', savedCategory),
  }),
}

const shape = (values: readonly number[], classes: readonly Category[] | null): number | number[] =>
  classes === null ? values[0]! : [...values]

export function planTargetEncode({
  columns,
  target,
  smooth = 'auto',
  folds = 5,
  shuffle = true,
  seed = 1,
}: TargetEncodeOptions<string, string>): PlannedStep {
  checkColumns(columns)
  if (columns.includes(target))
    throw invalidOption('target', target, 'Name another column than those to encode.')
  if (smooth !== 'auto' && !(smooth >= 0 && Number.isFinite(smooth))) {
    throw invalidOption('smooth', smooth, "Pass 'auto' or a number of at least 0.")
  }
  wholeNumber(folds, 'folds', 2)
  return {
    async fit(rows) {
      const codes = columns.map(() => new Codes())
      const labels = new Codes()
      await eachRow(rows, (row, position) => {
        for (const [at, column] of columns.entries())
          codes[at]!.add(categoryIn(row, { column, row: position }))
        labels.add(targetIn(row, target, position))
      })
      const { classes, targets } = targetsOf(labels)
      const stratify = classes === null ? undefined : labels.rows
      const splits = kFold(labels.rows.length, { folds, shuffle, seed, ...(stratify ? { stratify } : {}) })
      const foldOf = new Uint32Array(labels.rows.length)
      splits.forEach(({ test }, fold) => {
        for (const row of test) foldOf[row] = fold
      })
      const byColumn = codes.map((one) => encodingsOf(one, targets, foldOf, folds, smooth))
      const sorted = codes.map(({ names }, at) =>
        names
          .map((category, code) => ({ category, values: byColumn[at]!.whole[code]! }))
          .sort((first, second) => compareCategories(first.category, second.category)),
      )
      const means = targets.map((values) => values.reduce((sum, value) => sum + value / values.length, 0))
      const learnt: Learnt = {
        columns: Object.fromEntries(columns.map((column, at) => [column, sorted[at]!])),
        means,
        classes,
      }
      // A row's own target must not be part of its encoding, or the model learns to trust it too much.
      const outOfFold = (row: RecordRow, position: number) => {
        const fold = foldOf[position]!
        const encoded = columns.map((column, at) => {
          const code = codes[at]!.rows[position]!
          return [column, shape(byColumn[at]!.withoutFold[fold]![code]!, classes)] as const
        })
        return withColumns(row, Object.fromEntries(encoded))
      }
      return fitted(targetEncode, learnt, (all) => all.map(outOfFold))
    },
  }
}

/** The categories of a column as small numbers. */
class Codes {
  readonly names: Category[] = []
  readonly rows: number[] = []
  readonly #codeOf = new Map<Category, number>()

  add(category: Category): void {
    let code = this.#codeOf.get(category)
    if (code === undefined) {
      code = this.names.push(category) - 1
      this.#codeOf.set(category, code)
    }
    this.rows.push(code)
  }
}

function targetIn(row: RecordRow, column: string, position: number): Category {
  const value = categoryIn(row, { column, row: position })
  if (value !== null) return value
  throw wrongValue(row[column], { column, row: position }, 'a target: a finite number or a class')
}

/** The targets as numbers: one, or one a class, for two classes only the second. */
function targetsOf(labels: Codes): { classes: Category[] | null; targets: number[][] } {
  const numbers = labels.names.filter((name) => typeof name === 'number')
  if (numbers.length === labels.names.length) {
    return { classes: null, targets: [labels.rows.map((code) => numbers[code]!)] }
  }
  const classes = [...labels.names].sort(compareCategories)
  const kept = classes.length === 2 ? classes.slice(1) : classes
  return {
    classes,
    targets: kept.map((name) => labels.rows.map((code) => (labels.names[code] === name ? 1 : 0))),
  }
}

interface ColumnEncodings {
  /** By code, one number a target. */
  readonly whole: number[][]
  /** By fold, then by code: of the rows of all other folds. */
  readonly withoutFold: number[][][]
}

function encodingsOf(
  { names, rows }: Codes,
  targets: readonly (readonly number[])[],
  foldOf: ArrayLike<number>,
  folds: number,
  smooth: 'auto' | number,
): ColumnEncodings {
  const perTarget = targets.map((target) => {
    const parts = Array.from({ length: folds }, () => new TargetMeans(names.length))
    for (const [row, code] of rows.entries()) parts[foldOf[row]!]!.add(code, target[row]!)
    const shrunk = (chosen: readonly TargetMeans[]) =>
      TargetMeans.combine(chosen, names.length).shrunk(smooth)
    return {
      whole: shrunk(parts),
      withoutFold: parts.map((part) => shrunk(parts.filter((other) => other !== part))),
    }
  })
  const byCode = (values: readonly number[][]) => names.map((_, code) => values.map((one) => one[code]!))
  return {
    whole: byCode(perTarget.map(({ whole }) => whole)),
    withoutFold: Array.from({ length: folds }, (_, fold) =>
      byCode(perTarget.map(({ withoutFold }) => withoutFold[fold]!)),
    ),
  }
}
