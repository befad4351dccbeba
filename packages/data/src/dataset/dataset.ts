import { GraftError } from '@graftjs/base'
import { type BatchOptions, batched, type PaddedBatch } from './batch'
import { batchedByLength, type LengthBuckets } from './batch-by-length'
import { type Batch, toBatch } from './columns'
import { concatenated } from './concat'
import { type DuplicateOptions, withoutDuplicates } from './duplicates'
import { filtered } from './filter'
import { fromArray } from './from-array'
import {
  canStartOver,
  fromStream,
  isArrayLike,
  isAsyncIterable,
  isIterable,
  noRows,
  oneShot,
  type RowStream,
} from './from-stream'
import { type MapFunction, type MapOptions, mapped } from './map'
import { oneOf, wholeNumber } from './options'
import { checkPadRules, type PadRules } from './pad'
import { selected, skipped, taken } from './part'
import { prefetched } from './prefetch'
import { Reader, type ReadOptions } from './reader'
import { type ShuffleOptions, shuffled } from './shuffle'
import type { Source } from './source'
import { type FoldOptions, foldRows, type SplitOptions, splitRows } from './split'
import { mappedOnWorkers, type WorkerMapOptions } from './worker-map'

/** What to learn from and what to judge by. */
export interface DatasetSplit<Row> {
  readonly train: Dataset<Row>
  readonly test: Dataset<Row>
}

/**
 * Rows, and what is to be done to them. Nothing is read until it is asked for, nothing is kept, and reading twice
 * gives the same rows in the same order; a shuffle differs between epochs, which `read({ epoch })` names.
 *
 *     const mails = readCsv('mails.csv', { columns: { text: 'string', label: ['spam', 'ham'] } })
 *     const { train, test } = await mails.split({ test: 0.2, stratify: 'label' })
 *     for await (const { text, label } of train.shuffle({ seed: 1 }).batch(32)) …
 */
export class Dataset<Row> implements AsyncIterable<Row> {
  /** A dataset over a source of one's own; see `Dataset.from` and the readers of files for what is there. */
  constructor(readonly source: Source<Row>) {}

  /**
   * A dataset of rows in memory, or of a function that makes a stream of rows for each reading.
   *
   * @throws GraftError `invalid-data` for a stream that can be read only once; it is to be spooled.
   */
  static from<Row>(
    rows: ArrayLike<Row> | RowStream<Row> | (() => RowStream<Row> | Promise<RowStream<Row>>),
  ): Dataset<Row> {
    if (typeof rows === 'function') return new Dataset(fromStream(rows))
    if (typeof rows !== 'object' || rows === null) throw noRows(rows)
    if (isArrayLike<Row>(rows)) return new Dataset(fromArray(rows))
    if (!isIterable<Row>(rows) && !isAsyncIterable<Row>(rows)) throw noRows(rows)
    if (!canStartOver(rows)) throw oneShot()
    return new Dataset(fromStream(() => rows))
  }

  /** Makes another row of each. Nothing is computed before a row is read; a promise is waited for. */
  map<Out>(transform: MapFunction<Row, Out>, { concurrency = 1 }: MapOptions = {}): Dataset<Out> {
    return new Dataset(mapped(this.source, transform, wholeNumber(concurrency, 'concurrency', 1)))
  }

  /**
   * Makes another row of each on worker threads, by a function that a module exports. Rows and results are copied
   * between threads (structured clone); they keep their order.
   *
   * @param module the URL of a JavaScript module, for example `new URL('./decode.js', import.meta.url)`.
   */
  mapOnWorkers<Out>(module: URL, options: WorkerMapOptions = {}): Dataset<Out> {
    return new Dataset(mappedOnWorkers<Row, Out>(this.source, module, options))
  }

  /** Only the rows for which the test holds. */
  filter<Kept extends Row>(test: (row: Row, position: number) => row is Kept): Dataset<Kept>
  filter(test: (row: Row, position: number) => boolean | Promise<boolean>): Dataset<Row>
  filter(test: (row: Row, position: number) => boolean | Promise<boolean>): Dataset<Row> {
    return new Dataset(filtered(this.source, test))
  }

  /** The rows in random order, another one in each epoch. What is in memory is shuffled whole, a stream in a window. */
  shuffle({ seed = 1, window = 16_384 }: ShuffleOptions = {}): Dataset<Row> {
    return new Dataset(shuffled(this.source, seed, wholeNumber(window, 'window', 1)))
  }

  /** The first rows: the same in every epoch, whatever shuffle lies before. */
  take(rows: number): Dataset<Row> {
    return new Dataset(taken(this.source, wholeNumber(rows, 'rows', 0)))
  }

  /** All but the first rows: the same in every epoch, whatever shuffle lies before. */
  skip(rows: number): Dataset<Row> {
    return new Dataset(skipped(this.source, wholeNumber(rows, 'rows', 0)))
  }

  /** The rows at these positions, ascending unless the rows are in memory, for example of a split of `metrics`. */
  select(positions: ArrayLike<number>): Dataset<Row> {
    return new Dataset(selected(this.source, positions))
  }

  /** These rows, then those of the others. */
  concat<Others extends readonly unknown[]>(
    ...others: { readonly [K in keyof Others]: Dataset<Others[K]> }
  ): Dataset<Row | Others[number]> {
    const all: Source<Row | Others[number]>[] = [this.source, ...others.map(({ source }) => source)]
    return new Dataset(concatenated(all))
  }

  /**
   * Batches: an array for each column. Ragged sequences stay so unless `pad` says how to bring them to one length.
   *
   *     tokens.batch(32, { pad: { ids: { value: 0, mask: 'attentionMask' } } })
   */
  batch<const Rules extends PadRules<Row> = Record<never, never>>(
    size: number,
    { pad, partial = 'keep' }: BatchOptions<Rules> = {},
  ): Dataset<PaddedBatch<Row, Rules>> {
    wholeNumber(size, 'size', 1)
    oneOf(partial, 'partial', ['keep', 'drop'])
    return new Dataset(batched<Row, Rules>(this.source, size, checkPadRules(pad), partial))
  }

  /** Batches of rows of like length, which need little padding; see `LengthBuckets`. */
  batchByLength<const Rules extends PadRules<Row> = Record<never, never>>(
    buckets: LengthBuckets<Row, Rules>,
  ): Dataset<PaddedBatch<Row, Rules>> {
    return new Dataset(batchedByLength<Row, Rules>(this.source, buckets, checkPadRules(buckets.pad)))
  }

  /** Reads up to so many rows ahead while the consumer works on earlier ones; after `batch`, so many batches. */
  prefetch(rows = 2): Dataset<Row> {
    return new Dataset(prefetched(this.source, wholeNumber(rows, 'rows', 1)))
  }

  /** Each row once. Reads the rows once; do it before a split, so that none is in both parts. */
  async withoutDuplicates(options: DuplicateOptions<Row> = {}): Promise<Dataset<Row>> {
    return this.select(await withoutDuplicates(this.source, options))
  }

  /** Sets rows aside: a share, stratified, or by groups. Reads the rows once, for their number and keys. */
  async split(options: SplitOptions<Row>): Promise<DatasetSplit<Row>> {
    const { train, test } = await splitRows(this.source, options)
    return { train: this.select(train), test: this.select(test) }
  }

  /** Cuts the rows into folds, each of which is the test once. Reads the rows once. */
  async folds(options: FoldOptions<Row> = {}): Promise<DatasetSplit<Row>[]> {
    const splits = await foldRows(this.source, options)
    return splits.map(({ train, test }) => ({ train: this.select(train), test: this.select(test) }))
  }

  /** One reading, of an epoch, of several, or from where an earlier one was. */
  read(options: ReadOptions = {}): Reader<Row> {
    return new Reader(this.source, options)
  }

  [Symbol.asyncIterator](): AsyncGenerator<Row, void, undefined> {
    return this.read()[Symbol.asyncIterator]()
  }

  /** How many rows there are; they are read where nothing else tells. */
  async count(): Promise<number> {
    const known = await this.source.count({ epoch: 0 })
    if (known !== undefined) return known
    let count = 0
    for await (const chunk of this.source.read(0, { epoch: 0 })) for (const _ of chunk) count++
    return count
  }

  /** The first row, or undefined where there is none. */
  async first(): Promise<Row | undefined> {
    for await (const row of this) return row
    return undefined
  }

  /** All rows, in memory. */
  async toArray(): Promise<Row[]> {
    const rows: Row[] = []
    for await (const row of this) rows.push(row)
    return rows
  }

  /**
   * All rows as columns, in memory.
   *
   * @throws GraftError `invalid-data` where there are no rows, and so no columns.
   */
  async toColumns(): Promise<Batch<Row>> {
    const rows = await this.toArray()
    if (rows.length > 0) return toBatch(rows, 0)
    throw new GraftError('invalid-data', {
      what: 'There are no rows.',
      where: String(await this.source.describe()),
      fix: 'Check the source, and the filters after it.',
    })
  }
}
