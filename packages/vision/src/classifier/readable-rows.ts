import { GraftError } from '@graftjs/base'
import { TimeSlice } from '@graftjs/classifier'
import { decodePicture } from '../pictures/decode-picture'
import type { PictureSource } from '../pictures/picture-source'
import type { DataWarning } from './picture-input'
import type { PictureStore } from './picture-store'

/** Rows to learn from and to validate on, and the labels that there are. */
export interface Rows<Row, Label extends string> {
  readonly train: readonly Row[]
  readonly validation: readonly Row[]
  readonly labels: readonly Label[]
}

/** A row that was left out, by its place among those of its part. */
export interface LeftOut {
  readonly option: 'train' | 'validation'
  readonly row: number
  readonly reason: string
}

/**
 * The rows whose pictures can be read: one damaged file among thousands is no reason to stop. What is left out is
 * listed, and worth a warning.
 *
 * @throws GraftError `invalid-data` where a label has no readable picture.
 */
export async function readableRows<Row extends { readonly picture: PictureSource }, Label extends string>(
  { train, validation, labels }: Rows<Row, Label>,
  store: PictureStore,
  labelsOf: (row: Row) => readonly string[],
  signal?: AbortSignal,
): Promise<{
  readonly rows: Rows<Row, Label>
  /** The training rows' places in the store. */
  readonly kept: readonly number[]
  readonly skipped: readonly LeftOut[]
  readonly warnings: readonly DataWarning[]
}> {
  const lost = new Map(store.unreadable.map(({ row, error }) => [row, error]))
  const kept = train.flatMap((_, row) => (lost.has(row) ? [] : [row]))
  const skipped: LeftOut[] = store.unreadable.map(({ row, error }) => ({
    option: 'train',
    row,
    reason: error.message,
  }))
  const slice = new TimeSlice(signal)
  const readable: Row[] = []
  for (const [row, example] of validation.entries()) {
    const failure = await decodePicture(example.picture).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failure !== undefined && !GraftError.isInstance(failure)) throw failure
    if (failure) skipped.push({ option: 'validation', row, reason: failure.message })
    else readable.push(example)
    await slice.pause()
  }
  const rows = { train: kept.map((row) => train[row]!), validation: readable, labels }
  const present = new Set(rows.train.flatMap(labelsOf))
  const absent = labels.find((label) => !present.has(label))
  if (absent !== undefined) throw nothingLeft(absent, skipped)
  return { rows, kept, skipped, warnings: warningOf(skipped, train.length + validation.length) }
}

function warningOf(skipped: readonly LeftOut[], rows: number): DataWarning[] {
  const [first] = skipped
  if (!first) return []
  const count = skipped.length
  const message = `${count} of ${rows} pictures cannot be read and ${count === 1 ? 'is' : 'are'} left out, the first being ${first.option} row ${first.row}: ${first.reason} Remove or repair them; training.skipped lists them all.`
  return [{ kind: 'unreadable-pictures', count, message }]
}

const nothingLeft = (label: string, skipped: readonly LeftOut[]): GraftError =>
  new GraftError('invalid-data', {
    what: `No picture of the label ${JSON.stringify(label)} can be read: ${skipped[0]?.reason ?? ''}`,
    where: 'train',
    fix: 'Repair the files, or leave the label out.',
    details: { label, skipped },
  })
