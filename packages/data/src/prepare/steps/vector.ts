import { invalidOption } from '../../dataset/options'
import { wrongValue } from '../cell'
import { savedList, savedText } from '../saved'
import { fitted, type PlannedStep, type StepKind } from '../step'
import { checkColumns } from './check-columns'

export interface VectorOptions<Column extends string, Into extends string> {
  /** Columns of numbers, booleans and vectors, in the order that they have in the new one. */
  readonly columns: readonly Column[]
  /** The name of the new column, which takes the place of these. */
  readonly into: Into
}

interface Learnt {
  readonly columns: readonly string[]
  readonly into: string
}

export const vector: StepKind<Learnt> = {
  kind: 'vector',
  transform:
    ({ columns, into }) =>
    (row) => {
      const values: number[] = []
      const rest: Record<string, unknown> = { ...row }
      for (const column of columns) {
        const value = row[column]
        if (isNumbers(value)) for (const number of value) values.push(finite(number, column))
        else values.push(finite(typeof value === 'boolean' ? Number(value) : value, column))
        delete rest[column]
      }
      return { ...rest, [into]: values }
    },
  restore: (saved) => ({
    columns: savedList(saved['columns'], 'columns', savedText),
    into: savedText(saved['into'], 'into'),
  }),
}

function finite(value: unknown, column: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrongValue(value, { column }, 'a finite number or a vector of such; fill in missing values before')
}

function isNumbers(value: unknown): value is Iterable<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && Symbol.iterator in value)
}

export function planVector({ columns, into }: VectorOptions<string, string>): PlannedStep {
  checkColumns(columns)
  if (typeof into !== 'string' || into === '__proto__')
    throw invalidOption('into', into, "Pass a name: 'features'.")
  return { fit: async () => fitted(vector, { columns, into }) }
}
