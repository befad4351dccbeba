/**
 * Rows that can be had without waiting, in order. A chunk is read once, row by row: a row is made when it is asked
 * for, so that whoever wants three rows has no more than three mapped.
 */
export type Chunk<Row> = Iterable<Row>

/** One reading of the rows. */
export interface Reading {
  /** Which pass over the data this is: shuffles of different epochs differ. */
  readonly epoch: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Where the rows of a `Dataset` come from: an array, a file, or another source with something done to its rows.
 * Reading twice with the same epoch gives the same rows in the same order.
 */
export interface Source<Row> {
  /** What is read and what is done to it, for messages and to tell whether a cursor fits. */
  describe(): string | Promise<string>
  /** How many rows there are, where that is known without reading them. */
  count(reading: Reading): number | undefined | Promise<number | undefined>
  /** The rows from the one at position `start` on. */
  read(start: number, reading: Reading): AsyncIterable<Chunk<Row>>
  /** The rows at these positions, in this order; only where that costs no more than reading on. */
  readonly pick?: ((positions: ArrayLike<number>, reading: Reading) => AsyncIterable<Chunk<Row>>) | undefined
}

/** A source whose rows can be had in any order, and which therefore knows how many there are. */
export interface IndexedSource<Row> extends Source<Row> {
  readonly pick: (positions: ArrayLike<number>, reading: Reading) => AsyncIterable<Chunk<Row>>
}

export function isIndexed<Row>(source: Source<Row>): source is IndexedSource<Row> {
  return source.pick !== undefined
}

/** How many rows an indexed source has. */
export async function countOf(source: IndexedSource<unknown>, reading: Reading): Promise<number> {
  const count = await source.count(reading)
  if (count === undefined) throw new TypeError('a source with `pick` must know its count')
  return count
}

/**
 * The reading of a part whose rows are chosen by position: always of the first epoch. So `take` and `skip` after a
 * shuffle choose the same rows in every epoch, and what is held out stays out.
 */
export const ofFirstEpoch = (reading: Reading): Reading => ({ ...reading, epoch: 0 })
