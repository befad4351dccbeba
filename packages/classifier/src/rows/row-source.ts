import { GraftError } from '@graftjs/base'
import type { RowSource } from '../contract'
import { orAborted, TimeSlice } from './time-slice'

/**
 * Reads every row of a source into an array, in order, without keeping the event loop.
 *
 * @param option the option that the source came from, for the error
 * @throws GraftError `invalid-data` where the source is none; `aborted`; an error of the source as it is.
 */
export async function readRows<Row>(
  source: RowSource<Row>,
  option: string,
  signal?: AbortSignal,
): Promise<Row[]> {
  const slice = new TimeSlice(signal)
  const rows: Row[] = []
  const made: unknown =
    typeof source === 'function' ? await orAborted(Promise.resolve(source()), signal) : source
  if (isIterable<Row>(made)) {
    for (const row of made) {
      rows.push(row)
      if (rows.length % 1024 === 0) await slice.pause()
    }
  } else if (isAsyncIterable<Row>(made)) {
    for await (const row of untilAborted(made, signal)) {
      rows.push(row)
      await slice.pause()
    }
  } else {
    throw new GraftError('invalid-data', {
      what: `${option} must be rows, but it is ${describeValue(made)}.`,
      where: option,
      fix: 'Pass an array, an iterable, an async iterable, or a function that returns one of them.',
    })
  }
  return rows
}

/** The same rows, as long as the signal has not fired: a source that still owes a row is then not waited for. */
async function* untilAborted<Row>(
  source: AsyncIterable<Row>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Row, void, undefined> {
  const iterator = source[Symbol.asyncIterator]()
  let owed: Promise<IteratorResult<Row>> | undefined
  let ended = false
  try {
    for (;;) {
      owed = iterator.next()
      const next = await orAborted(owed, signal)
      owed = undefined
      ended = next.done === true
      if (next.done) return
      yield next.value
    }
  } finally {
    const failed = owed && !signal?.aborted
    const stopped = ended || failed ? undefined : iterator.return?.()
    if (owed) stopped?.catch(() => undefined)
    else await stopped
  }
}

/** A value in a few words, for an error message: `undefined`, `the number 7`, `an object`. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array'
  if (typeof value === 'string') return `the string ${JSON.stringify(shorten(value, 40))}`
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return `the ${typeof value} ${String(value)}`
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

function isIterable<Row>(value: unknown): value is Iterable<Row> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function isAsyncIterable<Row>(value: unknown): value is AsyncIterable<Row> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
