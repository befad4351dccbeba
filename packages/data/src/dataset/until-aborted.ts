import { throwIfAborted } from './turn'

/** The same values, as long as the signal has not fired: a source that still owes one is then not waited for. */
export async function* untilAborted<Value>(
  source: AsyncIterable<Value>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Value, void, undefined> {
  if (!signal) {
    yield* source
    return
  }
  const values = source[Symbol.asyncIterator]()
  let stop = () => undefined
  const aborted = new Promise<'aborted'>((resolve) => {
    stop = () => void resolve('aborted')
    signal.addEventListener('abort', stop, { once: true })
  })
  let owed: Promise<IteratorResult<Value>> | undefined
  try {
    for (;;) {
      throwIfAborted(signal)
      owed = values.next()
      const next = await Promise.race([owed, aborted])
      if (next === 'aborted') continue
      owed = undefined
      if (next.done) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', stop)
    owed?.catch(() => undefined)
    const returned = values.return?.()
    if (owed) returned?.catch(() => undefined)
    else await returned
  }
}
