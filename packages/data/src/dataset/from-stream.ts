import { GraftError } from '@graftjs/base'
import { shown } from './options'
import type { Chunk, Reading, Source } from './source'
import { Turn } from './turn'

/** Rows as they come: at once, or one after the other. */
export type RowStream<Row> = Iterable<Row> | AsyncIterable<Row>

/** Rows of one chunk of a stream that does not wait. */
const chunkRows = 1024

/**
 * Rows of a stream that `open` makes anew for every reading, which is what lets it be read more than once.
 *
 * @param name what the stream is called in messages and cursors.
 */
export function fromStream<Row>(
  open: () => RowStream<Row> | Promise<RowStream<Row>>,
  name = 'a stream',
): Source<Row> {
  return {
    describe: () => name,
    count: () => undefined,
    async *read(start, reading) {
      const stream = await open()
      if (isAsyncIterable<Row>(stream)) yield* oneByOne(stream, start)
      else if (isIterable<Row>(stream)) yield* inChunks(stream, start, reading)
      else throw noRows(stream)
    },
  }
}

async function* oneByOne<Row>(stream: AsyncIterable<Row>, start: number): AsyncGenerator<Chunk<Row>> {
  let position = 0
  for await (const row of stream) if (position++ >= start) yield [row]
}

async function* inChunks<Row>(
  stream: Iterable<Row>,
  start: number,
  reading: Reading,
): AsyncGenerator<Chunk<Row>> {
  const turn = new Turn(reading.signal)
  const rows = stream[Symbol.iterator]()
  let ended = false
  const next = () => {
    const result = rows.next()
    ended = result.done === true
    return result
  }
  const chunk = function* (): Generator<Row> {
    for (let taken = 0; taken < chunkRows; taken++) {
      const result = next()
      if (result.done) return
      yield result.value
    }
  }
  try {
    for (let skipped = 0; skipped < start && !ended; skipped++) {
      next()
      if (skipped % chunkRows === 0) await turn.pause()
    }
    while (!ended) {
      yield chunk()
      await turn.pause()
    }
  } finally {
    if (!ended) rows.return?.()
  }
}

/** A stream that starts over whenever it is iterated: not a generator, whose iterator is itself. */
export function canStartOver(stream: RowStream<unknown>): boolean {
  const once: unknown = stream
  if (isReadable(stream)) return false
  return isAsyncIterable(stream)
    ? stream[Symbol.asyncIterator]() !== once
    : stream[Symbol.iterator]() !== once
}

/** Streams of Node and of the web hand out new iterators over what is left. */
function isReadable(stream: object): boolean {
  return 'getReader' in stream || ('read' in stream && 'pipe' in stream)
}

export function isAsyncIterable<Row>(value: unknown): value is AsyncIterable<Row> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

export function isIterable<Row>(value: unknown): value is Iterable<Row> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

export function noRows(value: unknown): GraftError {
  return new GraftError('invalid-data', {
    what: `Rows are ${shown(value)}.`,
    where: 'rows',
    fix: 'Pass an array, or a function that makes an iterable or an async iterable of rows.',
  })
}

export function oneShot(): GraftError {
  return new GraftError('invalid-data', {
    what: 'This stream can be read only once, and a dataset is read again in every epoch.',
    where: 'rows',
    fix: 'Pass the function that makes the stream, Dataset.from(() => …), or keep its rows in a file: await spool(stream).',
  })
}

export function isArrayLike<Row>(value: object): value is ArrayLike<Row> {
  return 'length' in value && typeof value.length === 'number'
}
