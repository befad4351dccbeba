import { GraftError } from '@graftjs/base'

/** A place between two batches, as plain data for a checkpoint. */
export interface PipelineCursor {
  readonly format: 'graft-picture-cursor'
  readonly version: 1
  readonly epoch: number
  /** How many batches of the epoch were delivered. */
  readonly batch: number
  /** Of which pipeline: so many pictures, in batches of so many, by this key. */
  readonly pictures: number
  readonly batchSize: number
  readonly key: readonly [number, number]
}

/**
 * Checks what was read back from a checkpoint.
 *
 * @throws GraftError `invalid-data` where it is no cursor, or one of another pipeline.
 */
export function checkCursor(value: unknown, own: PipelineCursor): PipelineCursor {
  const found: Readonly<Record<string, unknown>> =
    typeof value === 'object' && value !== null ? { ...value } : {}
  const { epoch, batch } = found
  if (
    found['format'] !== own.format ||
    found['version'] !== own.version ||
    !isCount(epoch) ||
    !isCount(batch)
  ) {
    throw new GraftError('invalid-data', {
      what: 'This is no place in a picture pipeline.',
      where: 'from',
      fix: 'Pass what `batch.cursor` was, unchanged.',
    })
  }
  for (const name of ['pictures', 'batchSize', 'key'] as const) {
    if (JSON.stringify(found[name]) === JSON.stringify(own[name])) continue
    throw new GraftError('invalid-data', {
      what: `The place is of another pipeline: its ${name} is ${JSON.stringify(found[name])}, and here it is ${JSON.stringify(own[name])}.`,
      where: 'from',
      fix: 'Make the pipeline as it was when the place was saved.',
    })
  }
  return { ...own, epoch, batch }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
