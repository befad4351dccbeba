import { createHash } from 'node:crypto'
import { isRecord } from './columns'
import { invalidOption, oneOf } from './options'
import type { Source } from './source'

export interface DuplicateOptions<Row> {
  /** What makes rows the same: some columns, or what a function makes of a row; by default everything in it. */
  readonly by?: readonly (keyof Row & string)[] | ((row: Row) => unknown)
  /** Which of the rows that are the same to keep; the first by default. */
  readonly keep?: 'first' | 'last' | 'none'
}

/**
 * The positions of rows without duplicates, ascending. Of each different row a key of at most 32 characters is held in
 * memory meanwhile.
 */
export async function withoutDuplicates<Row>(
  source: Source<Row>,
  { by, keep = 'first' }: DuplicateOptions<Row>,
): Promise<Float64Array> {
  oneOf(keep, 'keep', ['first', 'last', 'none'])
  const partOf = partReader(by)
  const kept = new Map<string, number>()
  const twice = new Set<string>()
  let position = 0
  for await (const chunk of source.read(0, { epoch: 0 })) {
    for (const row of chunk) {
      const key = shortKey(keyOf(partOf(row)))
      if (kept.has(key)) {
        if (keep === 'none') twice.add(key)
        if (keep === 'last') kept.set(key, position)
      } else kept.set(key, position)
      position++
    }
  }
  for (const key of twice) kept.delete(key)
  return Float64Array.from(kept.values()).sort()
}

function partReader<Row>(by: DuplicateOptions<Row>['by']): (row: Row) => unknown {
  if (by === undefined) return (row) => row
  if (typeof by === 'function') return by
  if (!Array.isArray(by) || by.length === 0) {
    throw invalidOption('by', by, 'Name at least one column, pass a function of the row, or leave it out.')
  }
  return (row) => by.map((column) => (isRecord(row) ? row[column] : undefined))
}

/** A text that two values share only where they are the same: of one type, and of equal parts in any order of keys. */
function keyOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (isRecord(value)) {
    const entries = Object.keys(value).sort()
    return `{${entries.map((name) => `${JSON.stringify(name)}:${keyOf(value[name])}`).join()}}`
  }
  if (isList(value)) return `[${Array.from(value, keyOf).join()}]`
  if (Object.prototype.toString.call(value) === '[object Date]') return `date ${Number(value)}`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'object' && value !== null) {
    throw invalidOption(
      'by',
      value,
      'Rows hold objects of a class: pass a function that makes plain values of a row.',
    )
  }
  return String(value)
}

const isList = (value: unknown): value is Iterable<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && Symbol.iterator in value)

/** Long keys by their hash: 128 bits, so that no two of a billion are likely to be mixed up. */
function shortKey(key: string): string {
  if (key.length <= 32) return key
  return createHash('sha256').update(key).digest('base64').slice(0, 22)
}
