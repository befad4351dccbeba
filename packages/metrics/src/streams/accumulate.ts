import { refuse, shown } from '../input/refuse'
import { Kept, type StoredKept } from './kept'
import type { StreamedMeasure } from './measure'
import { asRecord, refuseStored } from './stored'

/** Measures by the names that their results shall have. */
export type Measures = Readonly<Record<string, StreamedMeasure<never, unknown>>>

/** What a batch must hold for all of these measures. */
export type BatchOf<M extends Measures> = {
  [K in keyof M]: M[K] extends StreamedMeasure<infer Batch, unknown> ? (batch: Batch) => void : never
}[keyof M] extends (batch: infer Batch) => void
  ? Batch
  : never

export type ResultsOf<M extends Measures> = {
  readonly [K in keyof M]: M[K] extends StreamedMeasure<never, infer Result> ? Result : never
}

/** Measures of rows that come part by part, in memory that does not grow with their number. */
export interface Stream<Batch, Results> {
  /** Takes in some rows. A batch that is refused changes nothing. */
  update(batch: Batch): void
  /**
   * Takes in all rows of another stream of the same measures, or of a stored one: the result is that of all rows in
   * one stream, whatever the order and grouping.
   */
  merge(other: Stream<Batch, Results> | StoredStream): void
  /** The measures of all rows so far. It can be asked for at any time. */
  result(): Results
  /** Plain data, for `merge` or `accumulate(measures, { from })`. */
  toJSON(): StoredStream
}

export interface StoredStream {
  readonly format: 'graft-stream'
  readonly version: 1
  /** What is kept, by the names of the measures with their settings. */
  readonly kept: Readonly<Record<string, StoredKept>>
}

/**
 * Begins a stream, or goes on with a stored one.
 *
 * @param measures for example `{ accuracy: labelStreams.accuracy(), auc: scoreStreams.rocAuc({ positive: 'spam' }) }`.
 * @throws GraftError `invalid-data` for a stored stream that is damaged or of other measures.
 *
 * @example
 * const stream = accumulate({ loss: scoreStreams.logLoss({ labels: ['ham', 'spam'] }) })
 * for await (const { truth, scores } of batches) stream.update({ truth, scores })
 * stream.result().loss
 */
export function accumulate<M extends Measures>(
  measures: M,
  options?: { readonly from?: StoredStream },
): Stream<BatchOf<M>, ResultsOf<M>>
export function accumulate(
  measures: Measures,
  { from }: { readonly from?: StoredStream } = {},
): Stream<never, Readonly<Record<string, unknown>>> {
  const stream = new KeptStream(measures)
  if (from !== undefined) stream.merge(from)
  return stream
}

class KeptStream implements Stream<never, Readonly<Record<string, unknown>>> {
  private readonly kept: ReadonlyMap<
    string,
    { readonly measure: StreamedMeasure<never, unknown>; readonly all: Kept }
  >
  private readonly keyOf: ReadonlyMap<string, string>

  constructor(private readonly measures: Measures) {
    this.keyOf = new Map(
      Object.entries(measures).map(([name, { name: own, shared }]) => [
        name,
        shared ? own : `${name}: ${own}`,
      ]),
    )
    if (this.keyOf.size === 0) {
      refuse({
        what: 'measures is empty.',
        where: 'measures',
        fix: 'Name at least one measure.',
        code: 'invalid-option',
      })
    }
    this.kept = new Map(
      Object.entries(measures).map(([name, measure]) => [
        this.keyOf.get(name)!,
        { measure, all: new Kept() },
      ]),
    )
  }

  update(batch: never): void {
    const added = Array.from(this.kept.values(), ({ measure, all }) => {
      const own = new Kept()
      measure.observe(own, batch)
      return { all, own }
    })
    for (const { all, own } of added) all.merge(own)
  }

  merge(other: Stream<never, Readonly<Record<string, unknown>>> | StoredStream): void {
    const stored = asRecord('toJSON' in other ? other.toJSON() : other, 'stream')
    if (stored['format'] !== 'graft-stream' || stored['version'] !== 1) {
      refuseStored(
        `its format is ${shown(stored['format'])}, version ${shown(stored['version'])}`,
        'stream.format',
      )
    }
    const theirs = asRecord(stored['kept'], 'stream.kept')
    const strange = Object.keys(theirs).find((key) => !this.kept.has(key))
    const missing = [...this.kept.keys()].find((key) => !Object.hasOwn(theirs, key))
    if (strange !== undefined || missing !== undefined) {
      refuse({
        what:
          strange === undefined
            ? `The stream to merge does not keep ${shown(missing)}.`
            : `The stream to merge keeps ${shown(strange)}, which this one does not.`,
        where: 'stream.kept',
        fix: 'Merge streams of the same measures with the same settings and names.',
      })
    }
    const read = Array.from(this.kept, ([key, { all }]) => ({
      all,
      own: Kept.from(theirs[key], `stream.kept[${shown(key)}]`),
    }))
    for (const { all, own } of read) all.merge(own)
  }

  result(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(this.measures).map(([name, measure]) => {
        const { all } = this.kept.get(this.keyOf.get(name)!)!
        if (all.isEmpty) refuseEmpty()
        return [name, measure.read(all)]
      }),
    )
  }

  toJSON(): StoredStream {
    const kept = Object.fromEntries(Array.from(this.kept, ([key, { all }]) => [key, all.toJSON()]))
    return { format: 'graft-stream', version: 1, kept }
  }
}

function refuseEmpty(): never {
  return refuse({ what: 'No row has come yet.', where: 'stream', fix: 'Call update before result.' })
}
