import { failedRow } from './failed-row'
import { type Chunk, isIndexed, type Reading, type Source } from './source'

/** Makes another row of a row and its position; a promise is waited for. */
export type MapFunction<Row, Out> = (row: Row, position: number) => Out | Promise<Out>

export interface MapOptions {
  /** How many promises of the function may be under way at a time; rows keep their order. 1 by default. */
  readonly concurrency?: number
}

export function mapped<Row, Out>(
  source: Source<Row>,
  transform: MapFunction<Row, Out>,
  concurrency: number,
  call = 'map',
): Source<Out> {
  const run = (chunks: AsyncIterable<Chunk<Row>>, positionOf: (at: number) => number) => {
    const step = guarded(transform, positionOf, call)
    return concurrency === 1 ? inTurn(chunks, step) : sideBySide(chunks, step, concurrency)
  }
  return {
    describe: async () => `${await source.describe()} → map`,
    count: (reading) => source.count(reading),
    read: (start, reading) => run(source.read(start, reading), (at) => start + at),
    pick: isIndexed(source)
      ? (positions: ArrayLike<number>, reading: Reading) =>
          run(source.pick(positions, reading), (at) => positions[at]!)
      : undefined,
  }
}

/** The result for the `at`-th row read; what the function throws names the row. */
type Step<Row, Out> = (row: Row, at: number) => Out | Promise<Out>

function guarded<Row, Out>(
  transform: MapFunction<Row, Out>,
  positionOf: (at: number) => number,
  call: string,
): Step<Row, Out> {
  return (row, at) => {
    const position = positionOf(at)
    try {
      const out = transform(row, position)
      return isPromise(out)
        ? out.then(undefined, (error: unknown) => Promise.reject(failedRow(call, position, error)))
        : out
    } catch (error) {
      throw failedRow(call, position, error)
    }
  }
}

/** One row after the other. As long as results are no promises, they are made when they are asked for. */
async function* inTurn<Row, Out>(
  chunks: AsyncIterable<Chunk<Row>>,
  step: Step<Row, Out>,
): AsyncGenerator<Chunk<Out>> {
  let at = 0
  for await (const chunk of chunks) {
    const rows = chunk[Symbol.iterator]()
    let promised: Promise<Out> | undefined
    let ended = false
    const ready = function* (): Generator<Out> {
      for (;;) {
        const next = rows.next()
        ended = next.done === true
        if (next.done) return
        const out = step(next.value, at++)
        if (isPromise(out)) {
          promised = out
          return
        }
        yield out
      }
    }
    while (!ended) {
      promised = undefined
      yield ready()
      if (promised !== undefined) yield [await promised]
    }
  }
}

/** Up to `concurrency` promises at a time, in order. */
async function* sideBySide<Row, Out>(
  chunks: AsyncIterable<Chunk<Row>>,
  step: Step<Row, Out>,
  concurrency: number,
): AsyncGenerator<Chunk<Out>> {
  const underWay: Promise<Out>[] = []
  let at = 0
  try {
    for await (const chunk of chunks) {
      for (const row of chunk) {
        const out = Promise.resolve(step(row, at++))
        out.catch(() => undefined) // thrown when its turn comes
        underWay.push(out)
        if (underWay.length >= concurrency) yield [await underWay.shift()!]
      }
    }
    while (underWay.length > 0) yield [await underWay.shift()!]
  } finally {
    await Promise.allSettled(underWay)
  }
}

function isPromise<Out>(value: Out | Promise<Out>): value is Promise<Out> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
