import { refuse, shown } from '../input/refuse'

/** In what numbers count time since 1970. */
export type TimeUnit = 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds'

const perMillisecond = {
  seconds: 1e-3,
  milliseconds: 1,
  microseconds: 1e3,
  nanoseconds: 1e6,
} satisfies Record<TimeUnit, number>

/**
 * Dates from 1973 to 5138 are told by their size: 1e8 … 1e11 are seconds, and so on by factors of a thousand.
 * Smaller numbers are no dates but an order (1, 2, 3 …) and stay as they are.
 */
const ranges: readonly (readonly [unit: TimeUnit, below: number])[] = [
  ['seconds', 1e11],
  ['milliseconds', 1e14],
  ['microseconds', 1e17],
  ['nanoseconds', Number.POSITIVE_INFINITY],
]

/** A moment as a caller writes it: a Date, a number, or a text that Date understands (ISO 8601). */
export type Moment = Date | number | string

/** A moment as a number: of milliseconds for dates and texts, of whatever unit for numbers. */
export function readMoment(value: unknown, column: string, row: number): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'bigint') return Number(value)
  if (Object.prototype.toString.call(value) === '[object Date]') {
    const time = Number(value)
    if (Number.isFinite(time)) return time
  }
  if (typeof value === 'string' && value.trim() !== '') {
    const number = Number(value)
    const time = Number.isFinite(number) ? number : Date.parse(value)
    if (Number.isFinite(time)) return time
  }
  return refuse('invalid-data', {
    what: `The ${column} is ${shown(value)}, which is no moment.`,
    where: `row ${row}, ${column}`,
    fix: 'Pass a Date, a number since 1970, or a text such as 2026-05-01T12:00:00Z.',
    row,
  })
}

/**
 * Turns a column of moments into milliseconds, in place. Without `unit` it is told from the size of the numbers;
 * a column in which two units seem to be mixed is refused.
 */
export function toMilliseconds(times: Float64Array, unit: TimeUnit | undefined, column: string): void {
  const found = unit ?? unitOf(times, column)
  const factor = perMillisecond[found]
  if (factor === 1) return
  for (let row = 0; row < times.length; row++) times[row]! /= factor
}

function unitOf(times: Float64Array, column: string): TimeUnit {
  let found: { readonly unit: TimeUnit; readonly row: number } | undefined
  for (let row = 0; row < times.length; row++) {
    const size = Math.abs(times[row]!)
    if (size < 1e8) continue
    const unit = ranges.find(([, below]) => size < below)![0]
    found ??= { unit, row }
    if (unit === found.unit) continue
    refuse('invalid-data', {
      what: `The ${column} of row ${found.row} looks like ${found.unit} and that of row ${row} like ${unit}.`,
      where: `row ${row}, ${column}`,
      fix: 'Bring all rows to one unit, or say which it is with timeUnit.',
      row,
    })
  }
  return found?.unit ?? 'milliseconds'
}

const DAY = 86_400_000

/** Refuses events that lie more than a day after `now`: one wrong year would make all else look old. */
export function refuseFuture(times: Float64Array, now: number, column: string): void {
  for (let row = 0; row < times.length; row++) {
    if (times[row]! <= now + DAY) continue
    refuse('invalid-data', {
      what: `The ${column} of row ${row} is ${shownMoment(times[row]!)}, which lies in the future.`,
      where: `row ${row}, ${column}`,
      fix: 'Repair the row or leave it out, say which unit the numbers have with timeUnit, or pass now if this is a planned or simulated time.',
      row,
    })
  }
}

/** A moment as it may stand in a message; Date knows none beyond the year 275,760. */
export function shownMoment(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : `${time} ms after 1970`
}
