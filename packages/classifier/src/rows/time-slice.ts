import { setImmediate as nextTurn } from 'node:timers/promises'
import { GraftError } from '@graftjs/base'

/** Milliseconds of computation before the event loop gets its turn. */
const longestTurn = 10

/**
 * Lets long computation share the event loop: call `pause` often; it gives way once its turn is used up and
 * throws when the signal has fired.
 */
export class TimeSlice {
  #turnStarted = performance.now()

  constructor(private readonly signal?: AbortSignal) {
    throwIfAborted(signal)
  }

  /** Whether the turn is used up: a tight loop asks this first and awaits `pause` only then. */
  get over(): boolean {
    return performance.now() - this.#turnStarted > longestTurn
  }

  async pause(): Promise<void> {
    if (!this.over) return
    await nextTurn()
    throwIfAborted(this.signal)
    this.#turnStarted = performance.now()
  }
}

/** @throws GraftError `aborted` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  throw new GraftError('aborted', {
    what: 'The work was stopped by its AbortSignal.',
    fix: 'Call again without aborting to run it to the end.',
    cause: signal.reason,
  })
}

/** The promise's value; or, as soon as the signal fires, the error `aborted`, for a promise that may never settle. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  throwIfAborted(signal)
  if (!signal) return promise
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } catch (error) {
    throwIfAborted(signal)
    throw error
  } finally {
    if (stop) signal.removeEventListener('abort', stop)
  }
}
