import type { Epoch, OpenSource, Place, Taken } from './batches'

/** Takes batches out of a source, and has the next one made while a step runs. */
export class BatchQueue<Batch> {
  private epoch: Epoch<Batch> | undefined
  private ahead: Promise<Taken<Batch> | undefined> | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private isAtEnd = false

  constructor(
    private readonly source: OpenSource<Batch>,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** The next batch from `place`, which is where the last one ended; undefined where the epoch ends there. */
  async next(place: Place): Promise<Taken<Batch> | undefined> {
    clearTimeout(this.timer)
    if (place.index === 0) this.isAtEnd = false
    if (this.isAtEnd) return undefined
    this.ahead ??= this.fetch(place)
    const taken = await untilAborted(this.ahead, this.signal)
    this.ahead = undefined
    this.isAtEnd = taken === undefined
    if (taken) {
      // Not at once: what is made on this thread is to be made while the engine computes, not before it starts.
      this.timer = setTimeout(() => {
        this.ahead = this.fetch(taken.place)
        this.ahead.catch(() => undefined) // whoever asks for it is told
      })
    }
    return taken
  }

  private async fetch(place: Place): Promise<Taken<Batch> | undefined> {
    this.epoch ??= this.source.open(place)
    const { value } = await this.epoch.next()
    if (!value) this.epoch = undefined
    return value
  }

  /** Lets the source go, wherever it stands. */
  async close(): Promise<void> {
    clearTimeout(this.timer)
    const { epoch } = this
    this.epoch = undefined
    // A source that is waiting for data never answers: it is told, and not waited for.
    const closed = epoch?.return?.()
    closed?.catch(() => undefined)
    if (!this.ahead) await closed
  }
}

/** The same promise, except that an abort is not kept waiting. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  signal.throwIfAborted()
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
    promise.catch(() => undefined)
  }
}
