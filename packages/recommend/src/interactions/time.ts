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

/** A moment as a caller writes it: a Date, a number, or a text of ISO 8601, in UTC where it names no zone. */
export type Moment = Date | number | string

/** Reads one column of moments: all dates and texts, which are milliseconds, or all numbers, whose unit is found. */
export class MomentColumn {
  #first: { readonly written: boolean; readonly row: number } | undefined

  constructor(
    private readonly column: string,
    private readonly unit: TimeUnit | undefined,
  ) {
    if (unit === undefined || Object.hasOwn(perMillisecond, unit)) return
    refuse('invalid-option', {
      what: `timeUnit is ${shown(unit)}.`,
      where: 'timeUnit',
      fix: `Pass ${Object.keys(perMillisecond).map(shown).join(', ')}.`,
    })
  }

  read(value: unknown, row: number): number {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number === 'number' && Number.isFinite(number)) return this.number(number, row)
    if (typeof value === 'bigint') return this.number(Number(value), row)
    this.#note(true, row)
    return readMoment(value, this.column, row)
  }

  number(value: number, row: number): number {
    this.#note(false, row)
    return value
  }

  /** Turns what was read into milliseconds, in place. */
  finish(times: Float64Array): void {
    if (this.#first && !this.#first.written) toMilliseconds(times, this.unit, this.column)
  }

  #note(written: boolean, row: number): void {
    this.#first ??= { written, row }
    if (this.#first.written === written) return
    const kinds = written ? ['a number', 'a date'] : ['a date', 'a number']
    refuse('invalid-data', {
      what: `The ${this.column} of row ${this.#first.row} is ${kinds[0]} and that of row ${row} is ${kinds[1]}.`,
      where: `row ${row}, ${this.column}`,
      fix: 'Write the moments of all rows in one way.',
      row,
    })
  }
}

/** A moment as milliseconds. */
export function readMoment(value: unknown, column: string, row: number): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Object.prototype.toString.call(value) === '[object Date]') {
    const time = Number(value)
    if (Number.isFinite(time)) return time
  }
  if (typeof value === 'string' && value.trim() !== '') {
    const time = Date.parse(inUtc(value))
    if (Number.isFinite(time)) return time
  }
  return refuse('invalid-data', {
    what: `The ${column} is ${shown(value)}, which is no moment.`,
    where: `row ${row}, ${column}`,
    fix: 'Pass a Date, a number since 1970, or a text such as 2026-05-01T12:00:00Z.',
    row,
  })
}

/** A date and time without a zone is taken for UTC, so that it means the same on every machine. */
function inUtc(text: string): string {
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text
}

/**
 * Turns a column of moments into milliseconds, in place. Without `unit` it is told from the size of the numbers;
 * a column in which two units seem to be mixed is refused.
 */
function toMilliseconds(times: Float64Array, unit: TimeUnit | undefined, column: string): void {
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
