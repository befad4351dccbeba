import { invalidOption, oneOf } from '../../dataset/options'
import { nothingToLearn, numberIn, withColumns } from '../cell'
import { damaged, savedChoice, savedEntries, savedList, savedNumber, savedRecord } from '../saved'
import { Moments } from '../statistics/moments'
import { Quantiles } from '../statistics/quantiles'
import { eachRow, fitted, type PlannedStep, type StepKind } from '../step'
import { checkColumns } from './check-columns'

/** How columns are scaled. */
export type ScaleBy = 'standard' | 'minMax' | 'robust'

export interface ScaleOptions<Column extends string> {
  readonly columns: readonly Column[]
  /**
   * `standard`: less the mean, over the standard deviation. `minMax`: the least value to 0, the greatest to 1.
   * `robust`: less the median, over the distance of the quartiles. Columns that do not vary are only moved.
   */
  readonly by: ScaleBy
  /** For `minMax`: what the least and the greatest value become; 0 and 1 by default. */
  readonly range?: readonly [least: number, greatest: number]
  /** For `robust`: the shares whose quantiles lie one apart afterwards; 0.25 and 0.75 by default. */
  readonly quantiles?: readonly [lower: number, upper: number]
}

interface Learnt {
  /** (value − center) ÷ spread, then onto the range. */
  readonly columns: { readonly [column: string]: { readonly center: number; readonly spread: number } }
  readonly by: ScaleBy
  readonly range: readonly [number, number]
}

export const scale: StepKind<Learnt> = {
  kind: 'scale',
  transform({ columns, range: [least, greatest] }) {
    const scales = Object.entries(columns)
    return (row) => {
      const scaled: Record<string, unknown> = {}
      for (const [column, { center, spread }] of scales) {
        const value = numberIn(row, { column })
        if (value !== undefined) scaled[column] = ((value - center) / spread) * (greatest - least) + least
      }
      return withColumns(row, scaled)
    }
  },
  restore: (saved) => ({
    columns: savedEntries(saved['columns'], 'columns', (entry, where) => {
      const { center, spread } = savedRecord(entry, where)
      return {
        center: savedNumber(center, `${where}.center`),
        spread: savedSpread(spread, `${where}.spread`),
      }
    }),
    by: savedChoice(saved['by'], 'by', ['standard', 'minMax', 'robust']),
    range: savedRange(saved['range']),
  }),
}

function savedSpread(value: unknown, where: string): number {
  const spread = savedNumber(value, where)
  if (spread > 0) return spread
  throw damaged(`${where} is ${spread}, not above 0.`, where)
}

function savedRange(value: unknown): [number, number] {
  const [least, greatest, ...more] = savedList(value, 'range', savedNumber)
  if (least !== undefined && greatest !== undefined && more.length === 0) return [least, greatest]
  throw damaged('range is not two numbers.', 'range')
}

/** A spread that is nothing but rounding counts as none, by the limit of scikit-learn. */
const orOne = (spread: number) => (spread < 10 * Number.EPSILON ? 1 : spread)

/** What a column is measured by on the way to its scale. */
interface Measure {
  readonly values: { readonly count: number; add(value: number): void }
  scale(): { center: number; spread: number }
}

const measures: { readonly [By in ScaleBy]: (lower: number, upper: number) => Measure } = {
  standard: () => {
    const values = new Moments()
    return { values, scale: () => ({ center: values.mean, spread: values.deviation || 1 }) }
  },
  minMax: () => {
    const values = new Moments()
    return { values, scale: () => ({ center: values.least, spread: orOne(values.greatest - values.least) }) }
  },
  robust: (lower, upper) => {
    const values = new Quantiles()
    return {
      values,
      scale: () => ({ center: values.at(0.5), spread: orOne(values.at(upper) - values.at(lower)) }),
    }
  },
}

export function planScale({
  columns,
  by,
  range = [0, 1],
  quantiles = [0.25, 0.75],
}: ScaleOptions<string>): PlannedStep {
  checkColumns(columns)
  oneOf(by, 'by', ['standard', 'minMax', 'robust'])
  const [lower, upper] = quantiles
  if (!(range[0] < range[1])) throw invalidOption('range', range, 'Pass two numbers, the lesser first.')
  if (!(lower >= 0 && lower < upper && upper <= 1)) {
    throw invalidOption('quantiles', quantiles, 'Pass two shares from 0 to 1, the lesser first.')
  }
  return {
    async fit(rows) {
      const taken = columns.map((column) => ({ column, measure: measures[by](lower, upper) }))
      await eachRow(rows, (row, position) => {
        for (const { column, measure } of taken) {
          const value = numberIn(row, { column, row: position })
          if (value !== undefined) measure.values.add(value)
        }
      })
      const learnt = taken.map(({ column, measure }) => {
        if (measure.values.count === 0) throw nothingToLearn(column, 'Leave the column out.')
        return [column, measure.scale()] as const
      })
      const onto: readonly [number, number] = by === 'minMax' ? range : [0, 1]
      return fitted(scale, { columns: Object.fromEntries(learnt), by, range: onto })
    },
  }
}
