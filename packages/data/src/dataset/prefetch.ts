import type { Chunk, Source } from './source'

/** The same rows, up to `rows` of which are read while the consumer is busy with earlier ones. */
export function prefetched<Row>(source: Source<Row>, rows: number): Source<Row> {
  return {
    describe: () => source.describe(),
    count: (reading) => source.count(reading),
    read: (start, reading) => readAhead(source.read(start, reading), rows),
    pick: source.pick && ((positions, reading) => readAhead(source.pick!(positions, reading), rows)),
  }
}

/** A promise that others settle. */
class Gate {
  #open: () => void = () => undefined
  #passed = new Promise<void>((resolve) => {
    this.#open = resolve
  })

  open(): void {
    this.#open()
  }

  /** Resolves once opened, and closes again. */
  async pass(): Promise<void> {
    await this.#passed
    this.#passed = new Promise((resolve) => {
      this.#open = resolve
    })
  }
}

async function* readAhead<Row>(chunks: AsyncIterable<Chunk<Row>>, rows: number): AsyncGenerator<Chunk<Row>> {
  const ready: Row[] = []
  const arrived = new Gate()
  const room = new Gate()
  let stopped = false
  let ended = false
  const reading = (async () => {
    try {
      for await (const chunk of chunks) {
        for (const row of chunk) {
          ready.push(row)
          arrived.open()
          while (ready.length >= rows && !stopped) await room.pass()
          if (stopped) return
        }
      }
    } finally {
      ended = true
      arrived.open()
    }
  })()
  reading.catch(() => undefined) // thrown below, after the rows before it
  try {
    for (;;) {
      while (ready.length === 0 && !ended) await arrived.pass()
      if (ready.length === 0) break
      const row = ready.shift()!
      room.open()
      yield [row]
    }
    await reading
  } finally {
    stopped = true
    room.open()
    await reading.catch(() => undefined)
  }
}
