import { GraftError } from '@graftjs/base'

/** @throws GraftError `aborted` where the signal says so. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  throw new GraftError('aborted', {
    what: 'The work was stopped by its signal.',
    fix: 'Call again to start anew, or from the checkpoint if one was named.',
    cause: signal.reason,
  })
}
