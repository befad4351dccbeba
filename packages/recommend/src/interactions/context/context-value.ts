import { refuse, shown } from '../../input/refuse'
import { LONGEST_ID } from '../id-table'

/** What is known of one column of the context: a category or an amount; nothing where it is null or left out. */
export type ContextValue = string | number | boolean | null | undefined

/** What surrounds the one who asks, or an event: `{ device: 'phone', price: 12.5 }`. */
export type ContextOfOne = Readonly<Record<string, ContextValue>>

const isUnknown = (value: unknown): boolean => value === undefined || value === null || value === ''

/**
 * A category as text, so that the hour 13 of a program is the `13` of a file; undefined where it is unknown.
 *
 * @throws GraftError `invalid-data` or `not-finite` naming column and row.
 */
export function readCategory(value: unknown, column: string, row?: number): string | undefined {
  if (isUnknown(value)) return undefined
  if (typeof value === 'string' && value.length < LONGEST_ID) return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return refuseValue(value, column, row, 'a category: a text, a finite number, true or false')
}

/** Beyond this an amount, squared and summed over a log, leaves the range of doubles. */
const GREATEST = 1e100

/** An amount; NaN where it is unknown. What is not finite is refused, since it stands for a mistake. */
export function readAmount(value: unknown, column: string, row?: number): number {
  if (isUnknown(value)) return Number.NaN
  const isText = typeof value === 'string' && value.trim() !== ''
  const amount = isText || typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : value
  if (typeof amount === 'number' && Math.abs(amount) <= GREATEST) return amount
  return refuseValue(value, column, row, 'a finite number between -1e100 and 1e100')
}

function refuseValue(value: unknown, column: string, row: number | undefined, wanted: string): never {
  const long = typeof value === 'string' && value.length >= LONGEST_ID
  const isNumber = typeof value === 'number' && !Number.isFinite(value)
  return refuse(isNumber ? 'not-finite' : 'invalid-data', {
    what: long
      ? `The ${column} has ${value.length} characters.`
      : `The ${column} is ${shown(value)}, not ${wanted}.`,
    where: row === undefined ? `context, ${column}` : `row ${row}, ${column}`,
    fix: `Pass ${wanted}, or null where it is unknown.`,
    ...(row !== undefined && { row }),
  })
}
