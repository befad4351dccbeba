import { invalidOption } from '../../dataset/options'
import { categoryIn, withColumns } from '../cell'
import { savedCategory, savedEntries, savedList, savedNumber } from '../saved'
import { type Category, CategoryCounts } from '../statistics/categories'
import { eachRow, fitted, type PlannedStep, type StepKind } from '../step'
import { checkColumns } from './check-columns'
import { unknownCategory } from './one-hot'

export interface OrdinalOptions<Column extends string> {
  readonly columns: readonly Column[]
  /** The categories of a column in their order, for example `{ size: ['S', 'M', 'L'] }`; by default sorted. */
  readonly order?: { readonly [K in Column]?: readonly Category[] }
  /** What becomes of a category that is not known: an error (default), or this number. */
  readonly unknown?: 'refuse' | number
}

interface Learnt {
  readonly columns: { readonly [column: string]: readonly Category[] }
  readonly unknown: 'refuse' | number
}

export const ordinal: StepKind<Learnt> = {
  kind: 'ordinal',
  transform({ columns, unknown }) {
    const places = Object.entries(columns).map(([column, categories]) => ({
      column,
      placeOf: new Map(categories.map((category, at) => [category, at])),
    }))
    return (row) => {
      const encoded: Record<string, number> = {}
      for (const { column, placeOf } of places) {
        const category = categoryIn(row, { column })
        const place = placeOf.get(category)
        if (place === undefined && unknown === 'refuse')
          throw unknownCategory(category, column, 'unknown: -1')
        encoded[column] = place ?? Number(unknown)
      }
      return withColumns(row, encoded)
    }
  },
  restore: (saved) => ({
    columns: savedEntries(saved['columns'], 'columns', (entry, where) =>
      savedList(entry, where, savedCategory),
    ),
    unknown: saved['unknown'] === 'refuse' ? 'refuse' : savedNumber(saved['unknown'], 'unknown'),
  }),
}

export function planOrdinal({
  columns,
  order = {},
  unknown = 'refuse',
}: OrdinalOptions<string>): PlannedStep {
  checkColumns(columns)
  if (unknown !== 'refuse' && !Number.isFinite(unknown)) {
    throw invalidOption('unknown', unknown, "Pass 'refuse' or a number, for example -1.")
  }
  for (const [column, categories] of Object.entries(order)) {
    if (!columns.includes(column))
      throw invalidOption(`order.${column}`, categories, 'Name it in columns, too.')
    if (
      !Array.isArray(categories) ||
      new Set(categories).size !== categories.length ||
      categories.length === 0
    ) {
      throw invalidOption(`order.${column}`, categories, 'List every category once, in its order.')
    }
  }
  return {
    async fit(rows) {
      const counts = columns.map((column) => ({ column, given: order[column], counts: new CategoryCounts() }))
      await eachRow(rows, (row, position) => {
        for (const one of counts) one.counts.add(categoryIn(row, { column: one.column, row: position }))
      })
      const categories = counts.map(({ column, given, counts: { sorted } }) => {
        const stranger = given && sorted.find((category) => !given.includes(category))
        if (stranger !== undefined && unknown === 'refuse')
          throw unknownCategory(stranger, column, 'it in order')
        return [column, given ?? sorted] as const
      })
      return fitted(ordinal, { columns: Object.fromEntries(categories), unknown })
    },
  }
}
