import type { Chunk } from './source'

/** The chunks without the first rows: for sources that can only begin at their beginning. */
export async function* withoutFirst<Row>(
  chunks: AsyncIterable<Chunk<Row>>,
  count: number,
): AsyncGenerator<Chunk<Row>> {
  let position = 0
  for await (const chunk of chunks) {
    const rest = function* (): Generator<Row> {
      for (const row of chunk) if (position++ >= count) yield row
    }
    yield rest()
  }
}
