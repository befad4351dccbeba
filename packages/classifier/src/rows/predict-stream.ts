import { GraftError } from '@graftjs/base'
import type { InputKind } from './input-kind'
import { describeValue } from './row-source'
import { orAborted, TimeSlice, throwIfAborted } from './time-slice'

/** How long a half-full batch waits for the next input of a slow stream. */
const patienceMilliseconds = 20

/**
 * Runs `predict` over a stream of inputs: in order, in batches of at most `batchSize`, reading no further than
 * one batch ahead of its consumer. A stream that pauses gets what it has so far predicted, so a caller may wait
 * for one prediction before giving the next input. Stopping early closes the stream.
 *
 * @throws GraftError `invalid-data` naming the input that is none; `aborted`; errors of the stream.
 */
export async function* predictStream<Input, Result>(
  kind: InputKind<Input, string>,
  inputs: Iterable<Input> | AsyncIterable<Input>,
  predict: (batch: readonly Input[]) => Promise<readonly Result[]>,
  { batchSize, signal }: { readonly batchSize: number; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<Result, void, undefined> {
  const slice = new TimeSlice(signal)
  let first = 0
  for await (const batch of inBatches(kind, inputs, batchSize, signal)) {
    throwIfAborted(signal)
    await slice.pause()
    checkInputs(kind, batch, first)
    yield* await predict(batch)
    first += batch.length
  }
}

/** @throws GraftError `invalid-data` at the first input that is none. */
export function checkInputs<Input>(
  kind: InputKind<Input, string>,
  inputs: readonly unknown[],
  first = 0,
): asserts inputs is readonly Input[] {
  const index = inputs.findIndex((input) => !kind.is(input))
  if (index < 0) return
  const { name, wanted } = kind
  throw new GraftError('invalid-data', {
    what: `${capitalized(name)} ${first + index} is ${describeValue(inputs[index])}, not ${wanted}.`,
    where: `${name} ${first + index}`,
    fix: `Pass ${wanted} or an array or stream of them.`,
    details: { row: first + index },
  })
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

async function* inBatches<T>(
  kind: InputKind<T, string>,
  source: Iterable<T> | AsyncIterable<T>,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<T[], void, undefined> {
  if (typeof source !== 'object' || source === null || !(Symbol.asyncIterator in source)) {
    yield* syncBatches(checkIterable(kind, source), size)
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
    // A stream that still owes an input may never give it: it is told to stop, and not waited for.
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
function checkIterable<T>({ name, plural }: InputKind<T, string>, source: Iterable<T>): Iterable<T> {
  const value: unknown = source
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) return source
  throw new GraftError('invalid-data', {
    what: `The ${plural} are ${describeValue(value)}, not an iterable of ${plural}.`,
    fix: `Pass an array, an iterable or an async iterable of ${plural}; for one ${name} call predict.`,
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
