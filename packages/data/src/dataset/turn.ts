import { GraftError } from '@graftjs/base'

/** Milliseconds of computation before the event loop gets its turn. */
const longestTurn = 10

/** Lets long reading share the event loop: `pause` gives way once the turn is used up. */
export class Turn {
  #started = performance.now()

  constructor(private readonly signal: AbortSignal | undefined) {
    throwIfAborted(signal)
  }

  async pause(): Promise<void> {
    throwIfAborted(this.signal)
    if (performance.now() - this.#started <= longestTurn) return
    await new Promise<void>((resolve) => {
      setImmediate(resolve)
    })
    throwIfAborted(this.signal)
    this.#started = performance.now()
  }
}

/** @throws GraftError `aborted` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  throw new GraftError('aborted', {
    what: 'The reading was stopped by its AbortSignal.',
    fix: 'Read again without aborting, from the cursor if there is one.',
    cause: signal.reason,
  })
}
