import { setImmediate } from 'node:timers/promises'

/** Milliseconds for which calls on this thread may follow one another before the event loop has its turn. */
const BREATH = 5

let last = performance.now()

/**
 * Short work is done on the calling thread, because waking another takes longer than the work. Such calls await
 * this first: now and then it lets the event loop do what else is waiting.
 */
export async function breathe(): Promise<void> {
  if (performance.now() - last < BREATH) return
  await setImmediate()
  last = performance.now()
}
