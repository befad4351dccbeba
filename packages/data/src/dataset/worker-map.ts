import { availableParallelism } from 'node:os'
import { invalidOption, wholeNumber } from './options'
import { type Chunk, isIndexed, type Reading, type Source } from './source'
import { Crew } from './worker-crew'

export interface WorkerMapOptions {
  /** The name that the module exports the function under; `default` by default. */
  readonly name?: string
  /** How many worker threads; by default one less than there are processors, at least one. */
  readonly workers?: number
  /** How many rows go to a worker at a time; 16 by default. Fewer where a row is large or slow. */
  readonly rows?: number
}

/** The rows, each made another by a function of a module on worker threads, in their order. */
export function mappedOnWorkers<Row, Out>(
  source: Source<Row>,
  module: URL,
  { name = 'default', workers = Math.max(1, availableParallelism() - 1), rows = 16 }: WorkerMapOptions,
): Source<Out> {
  if (!isUrl(module)) {
    throw invalidOption('module', module, "Pass a URL, for example new URL('./decode.js', import.meta.url).")
  }
  wholeNumber(workers, 'workers', 1)
  wholeNumber(rows, 'rows', 1)
  const crew = new Crew<Row, Out>(module.href, name, workers)
  const run = (chunks: AsyncIterable<Chunk<Row>>, positionOf: (at: number) => number) =>
    inOrder(chunks, rows, workers + 1, (group, first) =>
      crew.work(
        group,
        group.map((_, at) => positionOf(first + at)),
      ),
    )
  return {
    describe: async () => `${await source.describe()} → map on workers`,
    count: (reading) => source.count(reading),
    read: (start, reading) => run(source.read(start, reading), (at) => start + at),
    pick: isIndexed(source)
      ? (positions: ArrayLike<number>, reading: Reading) =>
          run(source.pick(positions, reading), (at) => positions[at]!)
      : undefined,
  }
}

const isUrl = (value: unknown): value is URL => typeof value === 'object' && value !== null && 'href' in value

/** Groups of rows, a few of them under way at a time, their results in order. */
async function* inOrder<Row, Out>(
  chunks: AsyncIterable<Chunk<Row>>,
  size: number,
  most: number,
  work: (group: Row[], first: number) => Promise<Out[]>,
): AsyncGenerator<Chunk<Out>> {
  const underWay: Promise<Out[]>[] = []
  let group: Row[] = []
  let first = 0
  const send = () => {
    const out = work(group, first)
    out.catch(() => undefined) // thrown when its turn comes
    underWay.push(out)
    first += group.length
    group = []
  }
  try {
    for await (const chunk of chunks) {
      for (const row of chunk) {
        group.push(row)
        if (group.length < size) continue
        send()
        if (underWay.length >= most) yield await underWay.shift()!
      }
    }
    if (group.length > 0) send()
    while (underWay.length > 0) yield await underWay.shift()!
  } finally {
    await Promise.allSettled(underWay)
  }
}
