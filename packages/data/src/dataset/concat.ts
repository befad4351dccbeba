import { type Chunk, countOf, type IndexedSource, isIndexed, type Reading, type Source } from './source'

/** The rows of each source after those of the one before. */
export function concatenated<Row>(sources: readonly Source<Row>[]): Source<Row> {
  const counts = (reading: Reading) => Promise.all(sources.map((source) => source.count(reading)))
  const indexed = sources.filter(isIndexed)
  return {
    describe: async () => `(${(await Promise.all(sources.map((source) => source.describe()))).join(' + ')})`,
    count: async (reading) =>
      (await counts(reading)).reduce<number | undefined>(
        (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
        0,
      ),
    read: (start, reading) => oneAfterTheOther(sources, start, reading),
    pick:
      indexed.length === sources.length
        ? (positions, reading) => fromMany(indexed, positions, reading)
        : undefined,
  }
}

async function* oneAfterTheOther<Row>(
  sources: readonly Source<Row>[],
  start: number,
  reading: Reading,
): AsyncGenerator<Chunk<Row>> {
  let before = start
  for (const source of sources) {
    const count = before === 0 ? undefined : await source.count(reading)
    if (count !== undefined && before >= count) before -= count
    else if (before === 0 || count !== undefined) {
      yield* source.read(before, reading)
      before = 0
    } else before = yield* passing(source, before, reading)
  }
}

/** The rows of a source of unknown length after the first `before`; how many of these it did not have. */
async function* passing<Row>(
  source: Source<Row>,
  before: number,
  reading: Reading,
): AsyncGenerator<Chunk<Row>, number> {
  let left = before
  for await (const chunk of source.read(0, reading)) {
    const rest = function* (): Generator<Row> {
      for (const row of chunk) {
        if (left > 0) left--
        else yield row
      }
    }
    yield rest()
  }
  return left
}

/** How many positions are looked up at a time, so that each source is asked once for its share of them. */
const windowRows = 1024

async function* fromMany<Row>(
  sources: readonly IndexedSource<Row>[],
  positions: ArrayLike<number>,
  reading: Reading,
): AsyncGenerator<Chunk<Row>> {
  const ends: number[] = []
  let end = 0
  for (const source of sources) {
    end += await countOf(source, reading)
    ends.push(end)
  }
  for (let from = 0; from < positions.length; from += windowRows) {
    const to = Math.min(from + windowRows, positions.length)
    const rows = new Array<Row>(to - from)
    for (const [index, source] of sources.entries()) {
      const first = ends[index - 1] ?? 0
      const own: number[] = []
      for (let at = from; at < to; at++) {
        if (positions[at]! >= first && positions[at]! < ends[index]!) own.push(at)
      }
      const picked = source.pick(
        own.map((at) => positions[at]! - first),
        reading,
      )
      let next = 0
      for await (const chunk of picked) for (const row of chunk) rows[own[next++]! - from] = row
    }
    yield rows
  }
}
