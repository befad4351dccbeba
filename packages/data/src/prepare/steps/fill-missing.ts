import { isRecord, type RecordRow } from '../../dataset/columns'
import { invalidOption } from '../../dataset/options'
import { categoryIn, isMissing, nothingToLearn, numberIn, withColumns } from '../cell'
import { savedCategory, savedEntries } from '../saved'
import { type Category, CategoryCounts } from '../statistics/categories'
import { Moments } from '../statistics/moments'
import { Quantiles } from '../statistics/quantiles'
import { eachRow, fitted, type PlannedStep, type StepKind } from '../step'

/** What stands in for a missing value: the training part's mean, median or most frequent value, or a constant. */
export type FillRule<Value> =
  | 'mode'
  | { readonly constant: NonNullable<Value> }
  | (NonNullable<Value> extends number ? 'mean' | 'median' : never)

interface Learnt {
  /** What is put where a column has no value. */
  readonly columns: { readonly [column: string]: Category }
}

export const fillMissing: StepKind<Learnt> = {
  kind: 'fill-missing',
  transform({ columns }) {
    const fills = Object.entries(columns)
    return (row) => {
      const filled: Record<string, unknown> = {}
      for (const [column, value] of fills) if (isMissing(row[column])) filled[column] = value
      return withColumns(row, filled)
    }
  },
  restore: (saved) => ({ columns: savedEntries(saved['columns'], 'columns', savedCategory) }),
}

/** Gathers the values of a column, and says in the end what stands in for a missing one. */
interface Gatherer {
  add(row: RecordRow, position: number): void
  value(): Category
}

const fixForEmpty = 'Pass { constant: … }, or leave the column out.'

const gatherers = {
  mean: (column: string): Gatherer => {
    const moments = new Moments()
    return {
      add: (row, position) => {
        const value = numberIn(row, { column, row: position })
        if (value !== undefined) moments.add(value)
      },
      value: () => {
        if (moments.count === 0) throw nothingToLearn(column, fixForEmpty)
        return moments.mean
      },
    }
  },
  median: (column: string): Gatherer => {
    const quantiles = new Quantiles()
    return {
      add: (row, position) => {
        const value = numberIn(row, { column, row: position })
        if (value !== undefined) quantiles.add(value)
      },
      value: () => {
        if (quantiles.count === 0) throw nothingToLearn(column, fixForEmpty)
        return quantiles.at(0.5)
      },
    }
  },
  mode: (column: string): Gatherer => {
    const counts = new CategoryCounts()
    return {
      add: (row, position) => {
        const value = categoryIn(row, { column, row: position })
        if (value !== null) counts.add(value)
      },
      value: () => {
        const { mode } = counts
        if (mode === undefined) throw nothingToLearn(column, fixForEmpty)
        return mode
      },
    }
  },
}

const isRuleName = (rule: unknown): rule is keyof typeof gatherers =>
  typeof rule === 'string' && Object.hasOwn(gatherers, rule)

export function planFillMissing(rules: { readonly [column: string]: unknown }): PlannedStep {
  const plans = Object.entries(rules).map(([column, rule]) => {
    if (isRuleName(rule)) return { column, gatherer: () => gatherers[rule](column) }
    const constant = isRecord(rule) ? rule['constant'] : undefined
    if (isMissing(constant)) {
      throw invalidOption(column, rule, "Pass 'mean', 'median', 'mode' or { constant: … }.")
    }
    const value = categoryIn({ constant }, { column: 'constant' })
    return { column, gatherer: (): Gatherer => ({ add: () => undefined, value: () => value }) }
  })
  return {
    async fit(rows) {
      const gathering = plans.map(({ column, gatherer }) => ({ column, ...gatherer() }))
      if (Object.values(rules).some(isRuleName)) {
        await eachRow(rows, (row, position) => {
          for (const { add } of gathering) add(row, position)
        })
      }
      return fitted(fillMissing, {
        columns: Object.fromEntries(gathering.map(({ column, value }) => [column, value()])),
      })
    },
  }
}
