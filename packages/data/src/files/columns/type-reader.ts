import { shown } from '../../dataset/options'
import { Unusable } from '../bad-row'
import type { TypeName } from './column-type'

/** How the values of one type are had; undefined stands for what is no such value. */
export interface TypeReader {
  /** What a value must be, for messages. */
  readonly wanted: string
  /** Of a cell of text. */
  readonly fromText: (text: string, decimal: string) => unknown
  /** Of a value of JSON, Parquet or Arrow. */
  readonly fromValue: (value: unknown) => unknown
}

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const whole = /^[+-]?\d+$/
const isoDate =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/
const truths: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  1: true,
  0: false,
}
const utf8 = new TextDecoder('utf-8', { fatal: true })

function toNumber(text: string, decimal: string): number | undefined {
  const trimmed = text.trim()
  const number = decimal === '.' ? trimmed : trimmed.replace(decimal, '.')
  if (!numeric.test(number) || (decimal !== '.' && trimmed.includes('.'))) return undefined
  return finite(Number(number))
}

const finite = (value: number) => (Number.isFinite(value) ? value : undefined)
const safe = (value: number | undefined) => (Number.isSafeInteger(value) ? value : undefined)

function toBigInt(text: string): bigint | undefined {
  const trimmed = text.trim()
  // A number of more digits takes longer than linear time to read.
  return whole.test(trimmed) && trimmed.length < 400 ? BigInt(trimmed) : undefined
}

function toDate(text: string): Date | undefined {
  const parts = isoDate.exec(text.trim())
  if (!parts) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = parts
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
  const date = new Date(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`,
  )
  // The 31st of a month of 30 days would be read as the 1st of the next.
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  return Number.isNaN(date.getTime()) || Number(day) > days ? undefined : date
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return finite(value)
  return typeof value === 'bigint' ? safe(Number(value)) : undefined
}

function stringOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (!isBytes(value)) return undefined
  try {
    return utf8.decode(value)
  } catch {
    return undefined
  }
}

const isBytes = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]'
const isDate = (value: unknown): value is Date => Object.prototype.toString.call(value) === '[object Date]'

const isList = (value: unknown): value is Iterable<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && Symbol.iterator in value)

function listOf<Value>(value: unknown, each: (value: unknown) => Value | undefined): Value[] | undefined {
  if (!isList(value)) return undefined
  const list: Value[] = []
  for (const one of value) {
    const read = each(one)
    if (read === undefined) return undefined
    list.push(read)
  }
  return list
}

const noCell = () => undefined

/** Every type; the next one is an entry here and in `ColumnValues`. */
export const typeReaders: { readonly [Name in TypeName]: TypeReader } = {
  string: { wanted: 'text', fromText: (text) => text, fromValue: stringOf },
  number: { wanted: 'a finite number', fromText: toNumber, fromValue: numberOf },
  integer: {
    wanted: 'a whole number up to 2^53',
    fromText: (text) => (whole.test(text.trim()) ? safe(Number(text)) : undefined),
    fromValue: (value) => safe(numberOf(value)),
  },
  bigint: {
    wanted: 'a whole number',
    fromText: toBigInt,
    fromValue: (value) =>
      typeof value === 'bigint' ? value : Number.isSafeInteger(value) ? BigInt(Number(value)) : undefined,
  },
  boolean: {
    wanted: 'true or false',
    fromText: (text) => truths[text.trim().toLowerCase()],
    fromValue: (value) => (typeof value === 'boolean' ? value : undefined),
  },
  date: {
    wanted: 'a date of ISO 8601, such as 2024-05-31 or 2024-05-31T12:30:00Z',
    fromText: toDate,
    fromValue: (value) =>
      isDate(value) && !Number.isNaN(value.getTime())
        ? value
        : typeof value === 'string'
          ? toDate(value)
          : undefined,
  },
  'string[]': {
    wanted: 'a list of texts, which a cell of text cannot hold',
    fromText: noCell,
    fromValue: (value) => listOf(value, stringOf),
  },
  'number[]': {
    wanted: 'a list of finite numbers, which a cell of text cannot hold',
    fromText: noCell,
    fromValue: (value) => listOf(value, numberOf),
  },
}

/** Reads the texts that a column may hold. */
export function labelReader(labels: readonly (string | null)[]): TypeReader {
  const texts = labels.filter((label) => label !== null)
  const known = new Set<unknown>(texts)
  const one = (value: unknown) => (known.has(value) ? value : undefined)
  const wanted = `one of ${texts.slice(0, 8).map(shown).join(', ')}${texts.length > 8 ? ' …' : ''}`
  return { wanted, fromText: one, fromValue: (value) => one(stringOf(value)) }
}

export function notOfType(value: unknown, column: string, { wanted }: TypeReader): Unusable {
  return new Unusable(`The column ${shown(column)} is ${shown(value)}, not ${wanted}.`, column)
}
