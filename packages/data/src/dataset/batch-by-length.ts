import { GraftError } from '@graftjs/base'
import { assemble, type PaddedBatch } from './batch'
import { invalidOption, wholeNumber } from './options'
import type { CheckedRules } from './pad'
import type { Chunk, Source } from './source'
import { withoutFirst } from './without-first'

export interface LengthBuckets<Row, Rules> {
  /** How long a row is, for example `(row) => row.ids.length`. */
  readonly length: (row: Row) => number
  /**
   * The longest length of each bucket, ascending, for example `[32, 64, 128]`. What is longer than the last makes up
   * one more bucket.
   */
  readonly boundaries: readonly number[]
  /** How many rows a batch has; or with `elements`, at most how many. */
  readonly size: number
  /**
   * At most so many values a batch, counted as rows × the bucket's boundary: batches of short rows are larger, and
   * all cost about the same. Rows longer than the last boundary are refused then.
   */
  readonly elements?: number
  readonly pad?: Rules
}

interface Bucket<Row> {
  readonly boundary: number
  readonly size: number
  rows: Row[]
}

/**
 * Batches of rows of like length, so that little padding is needed. A batch comes when its bucket is full; at the
 * end come the rest, the shortest first.
 */
export function batchedByLength<Row, Rules>(
  source: Source<Row>,
  { length, boundaries, size, elements }: LengthBuckets<Row, unknown>,
  rules: CheckedRules<Rules>,
): Source<PaddedBatch<Row, Rules>> {
  checkBuckets(boundaries, size, elements)
  const newBuckets = (): Bucket<Row>[] => {
    const ends = elements === undefined ? [...boundaries, Infinity] : boundaries
    return ends.map((boundary) => ({
      boundary,
      size: elements === undefined ? size : Math.max(1, Math.min(size, Math.floor(elements / boundary))),
      rows: [],
    }))
  }
  const reading = async function* (
    chunks: AsyncIterable<Chunk<Row>>,
  ): AsyncGenerator<Chunk<PaddedBatch<Row, Rules>>> {
    const buckets = newBuckets()
    let position = 0
    for await (const chunk of chunks) {
      const full = function* (): Generator<PaddedBatch<Row, Rules>> {
        for (const row of chunk) {
          const bucket = bucketOf(buckets, length(row), position++)
          bucket.rows.push(row)
          if (bucket.rows.length < bucket.size) continue
          const { rows } = bucket
          bucket.rows = []
          yield assemble(rows, position - rows.length, rules)
        }
      }
      yield full()
    }
    for (const { rows } of buckets) if (rows.length > 0) yield [assemble(rows, position - rows.length, rules)]
  }
  return {
    describe: async () =>
      `${await source.describe()} → batch by length ${boundaries.join(', ')} (${elements === undefined ? size : `${size}, ${elements} elements`})`,
    count: () => undefined,
    // Which rows are left in the buckets depends on all before.
    read: (start, context) => withoutFirst(reading(source.read(0, context)), start),
  }
}

function bucketOf<Row>(buckets: readonly Bucket<Row>[], length: number, row: number): Bucket<Row> {
  const bucket = buckets.find(({ boundary }) => length <= boundary)
  if (bucket) return bucket
  const longest = buckets.at(-1)!.boundary
  throw new GraftError('invalid-data', {
    what: `The length of the row is ${String(length)}${length > longest ? `, and the last boundary is ${longest}` : ''}.`,
    where: `row ${row}`,
    fix:
      length > longest
        ? 'Add a boundary, leave out elements, or shorten the row with map.'
        : 'Let length return a number, for example (row) => row.ids.length.',
    details: { row },
  })
}

function checkBuckets(boundaries: readonly number[], size: number, elements: number | undefined): void {
  wholeNumber(size, 'size', 1)
  if (elements !== undefined) wholeNumber(elements, 'elements', 1)
  if (boundaries.length === 0) throw invalidOption('boundaries', boundaries, 'Pass at least one length.')
  boundaries.forEach((boundary, at) => {
    wholeNumber(boundary, `boundaries[${at}]`, 1)
    if (at > 0 && boundary <= boundaries[at - 1]!) {
      throw invalidOption(`boundaries[${at}]`, boundary, 'Pass the lengths in ascending order.')
    }
  })
}
