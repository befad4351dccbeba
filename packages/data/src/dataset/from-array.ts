import type { Chunk, IndexedSource, Reading } from './source'
import { Turn } from './turn'

/** Rows of one chunk: few enough to share the event loop, enough to make waiting rare. */
const chunkRows = 1024

/** Rows that are in memory already. The array is not copied. */
export function fromArray<Row>(rows: ArrayLike<Row>): IndexedSource<Row> {
  return {
    describe: () => `${rows.length} rows in memory`,
    count: () => rows.length,
    read: (start, reading) => inChunks(rows.length - start, (at) => rows[start + at]!, reading),
    pick: (positions, reading) => inChunks(positions.length, (at) => rows[positions[at]!]!, reading),
  }
}

/** Rows 0 … count − 1 of a function, in chunks, with the event loop let in between. */
async function* inChunks<Row>(
  count: number,
  row: (at: number) => Row,
  reading: Reading,
): AsyncGenerator<Chunk<Row>> {
  const turn = new Turn(reading.signal)
  for (let from = 0; from < count; from += chunkRows) {
    yield stretch(row, from, Math.min(from + chunkRows, count))
    await turn.pause()
  }
}

function* stretch<Row>(row: (at: number) => Row, from: number, to: number): Generator<Row> {
  for (let at = from; at < to; at++) yield row(at)
}
