import type { RecordRow } from '../../dataset/columns'
import type { Dataset } from '../../dataset/dataset'
import { invalidOption, oneOf } from '../../dataset/options'
import { nothingToLearn, numberIn, withColumns } from '../cell'
import { savedChoice, savedEntries, savedNumber, savedRecord } from '../saved'
import { Moments } from '../statistics/moments'
import { Quantiles } from '../statistics/quantiles'
import { eachRow, fitted, type PlannedStep, type StepKind } from '../step'
import { checkColumns } from './check-columns'

export interface OutlierOptions<Column extends string> {
  readonly columns: readonly Column[]
  /**
   * `iqr`: values further than `factor` times the distance of the quartiles below the first or above the third.
   * `zScore`: values more than `factor` standard deviations from the mean.
   */
  readonly by: 'iqr' | 'zScore'
  /** 1.5 by default for `iqr`, 3 for `zScore`. */
  readonly factor?: number
}

interface Bounds {
  readonly lower: number
  readonly upper: number
}

interface Learnt {
  readonly columns: { readonly [column: string]: Bounds }
  readonly action: 'clip' | 'drop'
}

export const outliers: StepKind<Learnt> = {
  kind: 'outliers',
  /** New rows are never dropped: a prediction is wanted for each. */
  transform({ columns, action }) {
    const bounds = Object.entries(columns)
    return (row) => {
      if (action === 'drop') return row
      const clipped: Record<string, unknown> = {}
      for (const [column, { lower, upper }] of bounds) {
        const value = numberIn(row, { column })
        if (value !== undefined) clipped[column] = Math.min(Math.max(value, lower), upper)
      }
      return withColumns(row, clipped)
    }
  },
  restore: (saved) => ({
    columns: savedEntries(saved['columns'], 'columns', (entry, where) => {
      const { lower, upper } = savedRecord(entry, where)
      return { lower: savedNumber(lower, `${where}.lower`), upper: savedNumber(upper, `${where}.upper`) }
    }),
    action: savedChoice(saved['action'], 'action', ['clip', 'drop']),
  }),
}

export function planOutliers(
  { columns, by, factor }: OutlierOptions<string>,
  action: 'clip' | 'drop',
): PlannedStep {
  checkColumns(columns)
  const width = factor ?? { iqr: 1.5, zScore: 3 }[oneOf(by, 'by', ['iqr', 'zScore'])]
  if (!(width > 0 && Number.isFinite(width))) throw invalidOption('factor', factor, 'Pass a number above 0.')
  return {
    async fit(rows) {
      const taken = columns.map((column) => ({ column, measure: measures[by](width) }))
      await eachRow(rows, (row, position) => {
        for (const { column, measure } of taken) {
          const value = numberIn(row, { column, row: position })
          if (value !== undefined) measure.values.add(value)
        }
      })
      const learnt = taken.map(({ column, measure }) => {
        if (measure.values.count === 0) throw nothingToLearn(column, 'Leave the column out.')
        return [column, measure.bounds()] as const
      })
      const bounds: Record<string, Bounds> = Object.fromEntries(learnt)
      const training = (all: Dataset<RecordRow>) => all.filter((row) => isWithin(row, bounds))
      return fitted(outliers, { columns: bounds, action }, action === 'drop' ? training : undefined)
    },
  }
}

/** A missing value is no outlier. */
function isWithin(row: RecordRow, bounds: Readonly<Record<string, Bounds>>): boolean {
  return Object.entries(bounds).every(([column, { lower, upper }]) => {
    const value = numberIn(row, { column })
    return value === undefined || (value >= lower && value <= upper)
  })
}

interface Measure {
  readonly values: { readonly count: number; add(value: number): void }
  bounds(): Bounds
}

const measures: { readonly [By in OutlierOptions<string>['by']]: (factor: number) => Measure } = {
  iqr: (factor) => {
    const values = new Quantiles()
    return {
      values,
      bounds: () => {
        const [first, third] = [values.at(0.25), values.at(0.75)]
        return { lower: first - factor * (third - first), upper: third + factor * (third - first) }
      },
    }
  },
  zScore: (factor) => {
    const values = new Moments()
    return {
      values,
      bounds: () => {
        const { mean, deviation, least, greatest } = values
        if (deviation === 0) return { lower: least, upper: greatest }
        return { lower: mean - factor * deviation, upper: mean + factor * deviation }
      },
    }
  },
}
