import { GraftError } from '@graftjs/base'
import { asWholeNumber } from '../input/column'

export interface ConcurrencyOptions {
  /**
   * How many fits run at the same time; 1 by default. More helps where `fit` is asynchronous and works elsewhere,
   * in a worker thread or on a device.
   */
  readonly concurrency?: number
  /** Stops before the next fit. */
  readonly signal?: AbortSignal
}

/** Runs tasks, at most so many at a time, and returns their results in order. The first failure ends it. */
export async function runConcurrently<T>(
  tasks: readonly (() => Promise<T>)[],
  { concurrency = 1, signal }: ConcurrencyOptions,
): Promise<T[]> {
  asWholeNumber(concurrency, 'concurrency', 1)
  const results = new Array<T>(tasks.length)
  let next = 0
  let failed = false
  const worker = async () => {
    while (next < tasks.length && !failed) {
      throwIfAborted(signal)
      const at = next++
      try {
        results[at] = await tasks[at]!()
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, tasks.length) }, worker))
  return results
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  throw new GraftError('aborted', {
    what: 'The run was aborted.',
    fix: 'Start it again; what was finished is in the results passed to the callback.',
    cause: signal.reason,
  })
}
