import { mapped } from './map'
import type { Chunk, Source } from './source'

/** The rows for which the test holds. Where a reading begins later, those before are tested, not returned. */
export function filtered<Row>(
  source: Source<Row>,
  test: (row: Row, position: number) => boolean | Promise<boolean>,
): Source<Row> {
  const judge = (row: Row, position: number) => {
    const kept = test(row, position)
    return typeof kept === 'object' ? kept.then((is) => ({ row, kept: is })) : { row, kept }
  }
  const judged = mapped(source, judge, 1, 'filter')
  return {
    describe: async () => `${await source.describe()} → filter`,
    count: () => undefined,
    read: (start, reading) => keptFrom(judged.read(0, reading), start),
  }
}

async function* keptFrom<Row>(
  chunks: AsyncIterable<Chunk<{ row: Row; kept: boolean }>>,
  start: number,
): AsyncGenerator<Chunk<Row>> {
  let position = 0
  for await (const chunk of chunks) {
    const kept = function* (): Generator<Row> {
      for (const one of chunk) if (one.kept && position++ >= start) yield one.row
    }
    yield kept()
  }
}
