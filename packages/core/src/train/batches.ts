import { GraftError } from '@graftjs/base'

/** Batches by place, so that a run can go on from any step without reading what lies before it. */
export interface Batches<Batch> {
  readonly perEpoch: number
  /** The batch of a place; the same for the same place, whenever it is asked for. */
  at(epoch: number, index: number): Batch | Promise<Batch>
}

/**
 * Batches that are read from front to back, again in every epoch, from any place that an earlier reading told: a
 * `Dataset` of `@graftjs/data`, such as `rows.shuffle({ seed: 1 }).batch(32).map(toTensors)`.
 */
export interface ReadBatches<Batch> {
  /** The batches of an epoch (from 0), or the rest of the epoch that a cursor is in. */
  read(options: { readonly epoch?: number; readonly from?: BatchCursor }): AsyncIterable<Batch> & {
    /** The place after the batch that was delivered last. */
    readonly cursor: BatchCursor
  }
  /** How many an epoch has. Asked for where a run's length is given in epochs. */
  count(): Promise<number>
}

/** A place in a dataset, as plain data. */
export interface BatchCursor {
  readonly format: 'graft-cursor'
  readonly version: 1
  readonly dataset: string
  readonly epoch: number
  readonly row: number
}

/** The batches of an epoch (from 0), the same for the same epoch. A run that goes on skips those that it has had. */
export type MakeBatches<Batch> = (
  epoch: number,
) => Iterable<Batch> | AsyncIterable<Batch> | Promise<Iterable<Batch> | AsyncIterable<Batch>>

/** Where batches come from. An iterable must start over whenever it is iterated, as an array does. */
export type BatchSource<Batch> =
  | Batches<Batch>
  | ReadBatches<Batch>
  | MakeBatches<Batch>
  | Iterable<Batch>
  | AsyncIterable<Batch>

/** A place in the data, as plain data for a checkpoint: `index` batches of the epoch have been taken. */
export interface Place {
  readonly epoch: number
  readonly index: number
  /** What a reader told of the place. */
  readonly cursor?: BatchCursor
}

export const firstPlace: Place = { epoch: 0, index: 0 }

/** A batch, and the place after it. */
export interface Taken<Batch> {
  readonly batch: Batch
  readonly place: Place
}

/** The rest of an epoch; `undefined` at its end. */
export type Epoch<Batch> = AsyncIterator<Taken<Batch>, undefined>

/** One way to read every kind of source. */
export interface OpenSource<Batch> {
  /** Batches in an epoch, where that is known without reading them. */
  readonly perEpoch: () => Promise<number | undefined>
  readonly open: (place: Place) => Epoch<Batch>
}

/**
 * @throws GraftError `invalid-option` for what is no source, and for a stream that can be read only once: neither a
 *   second epoch nor a resumed run could have it.
 */
export function openSource<Batch>(source: BatchSource<Batch>): OpenSource<Batch> {
  if (typeof source === 'function') return { perEpoch: async () => undefined, open: made(source) }
  if (typeof source !== 'object' || source === null) throw noSource(source)
  if ('at' in source && 'perEpoch' in source)
    return { perEpoch: async () => source.perEpoch, open: byPlace(source) }
  if ('read' in source && 'count' in source) return { perEpoch: () => source.count(), open: reading(source) }
  if (!isIterable(source)) throw noSource(source)
  if (!startsOver(source)) throw readOnce()
  const length = Array.isArray(source) ? source.length : undefined
  return { perEpoch: async () => length, open: made(() => source) }
}

function byPlace<Batch>(source: Batches<Batch>): OpenSource<Batch>['open'] {
  return async function* ({ epoch, index }) {
    for (let next = index; next < source.perEpoch; next++) {
      yield { batch: await source.at(epoch, next), place: { epoch, index: next + 1 } }
    }
    return undefined
  }
}

function reading<Batch>(source: ReadBatches<Batch>): OpenSource<Batch>['open'] {
  return async function* ({ epoch, index, cursor }) {
    const reader = source.read(cursor === undefined ? { epoch } : { from: cursor })
    let next = index
    for await (const batch of reader) yield { batch, place: { epoch, index: ++next, cursor: reader.cursor } }
    return undefined
  }
}

function made<Batch>(make: MakeBatches<Batch>): OpenSource<Batch>['open'] {
  return async function* ({ epoch, index }) {
    let next = 0
    for await (const batch of await make(epoch)) {
      next += 1
      if (next > index) yield { batch, place: { epoch, index: next } }
    }
    return undefined
  }
}

const isIterable = (value: object): value is Iterable<never> | AsyncIterable<never> =>
  Symbol.asyncIterator in value || Symbol.iterator in value

/** Not a generator, whose iterator is itself, nor a stream of Node or of the web, which hands out what is left. */
function startsOver(source: Iterable<unknown> | AsyncIterable<unknown>): boolean {
  if ('getReader' in source || ('read' in source && 'pipe' in source)) return false
  const once: unknown = source
  return Symbol.asyncIterator in source
    ? source[Symbol.asyncIterator]() !== once
    : source[Symbol.iterator]() !== once
}

const noSource = (source: unknown): GraftError =>
  new GraftError('invalid-option', {
    what: `The batches are ${source === null ? 'null' : `a ${typeof source}`}.`,
    where: 'option batches',
    fix: 'Give an array of batches, a dataset, a function that makes the batches of an epoch, or { perEpoch, at }.',
  })

const readOnce = (): GraftError =>
  new GraftError('invalid-option', {
    what: 'The batches are a stream that can be read only once: it has nothing left for a second epoch or a resumed run.',
    where: 'option batches',
    fix: 'Give a function that makes the stream anew, or keep its rows on the disk first: await spool(stream), of @graftjs/data.',
  })
