import { GraftError } from '@graftjs/base'
import { oneOf, shown } from '../../dataset/options'
import { categoryIn, withColumns } from '../cell'
import { savedCategory, savedChoice, savedEntries, savedList } from '../saved'
import { type Category, CategoryCounts } from '../statistics/categories'
import { eachRow, fitted, type PlannedStep, type StepKind } from '../step'
import { checkColumns } from './check-columns'

export interface OneHotOptions<Column extends string> {
  readonly columns: readonly Column[]
  /** What becomes of a category that the training part does not have: an error (default), or only zeros. */
  readonly unknown?: 'refuse' | 'zeros'
  /** Leaves out the first category, which the others imply: for linear models without a penalty. */
  readonly drop?: 'none' | 'first'
}

interface Learnt {
  /** The categories of each column, sorted; what is missing is one of its own, the last. */
  readonly columns: { readonly [column: string]: readonly Category[] }
  readonly unknown: 'refuse' | 'zeros'
  readonly drop: 'none' | 'first'
}

export const oneHot: StepKind<Learnt> = {
  kind: 'one-hot',
  transform({ columns, unknown, drop }) {
    const skipped = drop === 'first' ? 1 : 0
    const places = Object.entries(columns).map(([column, categories]) => ({
      column,
      length: Math.max(0, categories.length - skipped),
      placeOf: new Map(categories.map((category, at) => [category, at - skipped])),
    }))
    return (row) => {
      const encoded: Record<string, number[]> = {}
      for (const { column, length, placeOf } of places) {
        const category = categoryIn(row, { column })
        const place = placeOf.get(category)
        if (place === undefined && unknown === 'refuse')
          throw unknownCategory(category, column, "unknown: 'zeros'")
        const vector = new Array<number>(length).fill(0)
        if (place !== undefined && place >= 0) vector[place] = 1
        encoded[column] = vector
      }
      return withColumns(row, encoded)
    }
  },
  restore: (saved) => ({
    columns: savedEntries(saved['columns'], 'columns', (entry, where) =>
      savedList(entry, where, savedCategory),
    ),
    unknown: savedChoice(saved['unknown'], 'unknown', ['refuse', 'zeros']),
    drop: savedChoice(saved['drop'], 'drop', ['none', 'first']),
  }),
}

export function planOneHot({
  columns,
  unknown = 'refuse',
  drop = 'none',
}: OneHotOptions<string>): PlannedStep {
  checkColumns(columns)
  oneOf(unknown, 'unknown', ['refuse', 'zeros'])
  oneOf(drop, 'drop', ['none', 'first'])
  return {
    async fit(rows) {
      const counts = columns.map((column) => ({ column, counts: new CategoryCounts() }))
      await eachRow(rows, (row, position) => {
        for (const one of counts) one.counts.add(categoryIn(row, { column: one.column, row: position }))
      })
      const categories = counts.map((one) => [one.column, one.counts.sorted] as const)
      return fitted(oneHot, { columns: Object.fromEntries(categories), unknown, drop })
    },
  }
}

export function unknownCategory(category: Category, column: string, option: string): GraftError {
  return new GraftError('invalid-data', {
    what: `The column ${shown(column)} is ${shown(category)}, which the training part does not have.`,
    where: `column ${column}`,
    fix: `Pass ${option} where the preparation is made, or correct the value.`,
    details: { column, category },
  })
}
