import { GraftError } from '@graftjs/base'
import { describeValue } from './row-source'
import { orAborted, throwIfAborted } from './time-slice'

/** How long a half-full batch waits for the next text of a slow stream. */
const patienceMilliseconds = 20

/**
 * Runs `predict` over a stream of texts: in order, in batches of at most `batchSize`, reading no further than
 * one batch ahead of its consumer. A stream that pauses gets what it has so far predicted, so a caller may wait
 * for one prediction before giving the next text. Stopping early closes the stream.
 *
 * @throws GraftError `invalid-data` naming the text that is no string; `aborted`; errors of the stream.
 */
export async function* predictStream<Result>(
  texts: Iterable<string> | AsyncIterable<string>,
  predict: (batch: readonly string[]) => Promise<readonly Result[]>,
  { batchSize, signal }: { readonly batchSize: number; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<Result, void, undefined> {
  let first = 0
  for await (const batch of inBatches(texts, batchSize, signal)) {
    throwIfAborted(signal)
    checkTexts(batch, first)
    yield* await predict(batch)
    first += batch.length
  }
}

/** @throws GraftError `invalid-data` at the first text that is no string. */
export function checkTexts(texts: readonly unknown[], first = 0): asserts texts is readonly string[] {
  const index = texts.findIndex((text) => typeof text !== 'string')
  if (index < 0) return
  throw new GraftError('invalid-data', {
    what: `Text ${first + index} is ${describeValue(texts[index])}, not a string.`,
    where: `text ${first + index}`,
    fix: 'Pass a string or an array or stream of strings.',
    details: { row: first + index },
  })
}

/** @throws GraftError `invalid-option` where the size is no positive whole number. */
export function checkBatchSize(batchSize: number): number {
  if (Number.isSafeInteger(batchSize) && batchSize > 0) return batchSize
  throw new GraftError('invalid-option', {
    what: `batchSize must be a positive whole number, but it is ${describeValue(batchSize)}.`,
    where: 'batchSize',
    fix: 'Pass for example 32, or leave it out.',
  })
}

async function* inBatches<T>(
  source: Iterable<T> | AsyncIterable<T>,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<T[], void, undefined> {
  if (typeof source !== 'object' || source === null || !(Symbol.asyncIterator in source)) {
    yield* syncBatches(checkIterable(source), size)
    return
  }
  const iterator = source[Symbol.asyncIterator]()
  let finished = false
  let pending: Promise<IteratorResult<T>> | undefined
  try {
    while (!finished) {
      const batch: T[] = []
      while (batch.length < size && !finished) {
        pending ??= iterator.next()
        const wait = batch.length === 0 ? pending : within(pending, patienceMilliseconds)
        const next = await orAborted(wait, signal)
        if (next === undefined) break
        pending = undefined
        if (next.done) finished = true
        else batch.push(next.value)
      }
      if (batch.length > 0) yield batch
    }
  } catch (error) {
    // What failed has ended; what was aborted is still to be told.
    finished = !signal?.aborted
    throw error
  } finally {
    // A stream that still owes a text may never give it: it is told to stop, and not waited for.
    const stopped = finished ? undefined : iterator.return?.()
    if (pending) stopped?.catch(() => undefined)
    else await stopped
  }
}

function* syncBatches<T>(source: Iterable<T>, size: number): Generator<T[], void, undefined> {
  let batch: T[] = []
  for (const item of source) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** A string is iterable too, by its letters: surely not what was meant. */
function checkIterable<T>(source: Iterable<T>): Iterable<T> {
  const value: unknown = source
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) return source
  throw new GraftError('invalid-data', {
    what: `The texts are ${describeValue(value)}, not an iterable of strings.`,
    fix: 'Pass an array, an iterable or an async iterable of strings; for one text call predict.',
  })
}

/** The promise's value, or undefined where it takes longer. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
