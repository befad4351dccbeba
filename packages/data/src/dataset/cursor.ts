import { GraftError } from '@graftjs/base'
import { isRecord } from './columns'
import { shown } from './options'

/**
 * A place in the reading of a dataset, as plain data for a checkpoint: the rows before it have been delivered. A
 * dataset is read the same way every time, so epoch and row say it all, whatever lies between: shuffles, filters,
 * prefetched rows.
 */
export interface Cursor {
  readonly format: 'graft-cursor'
  readonly version: 1
  /** What was read and what was done to it; the place only makes sense there. */
  readonly dataset: string
  readonly epoch: number
  /** How many rows (or batches) of the epoch were delivered. */
  readonly row: number
}

/**
 * Checks what was read back from a checkpoint.
 *
 * @throws GraftError `invalid-data` where it is no cursor or one of another dataset.
 */
export function checkCursor(value: unknown, dataset: string): Cursor {
  if (
    !isRecord(value) ||
    value['format'] !== 'graft-cursor' ||
    value['version'] !== 1 ||
    typeof value['dataset'] !== 'string' ||
    !isCount(value['epoch']) ||
    !isCount(value['row'])
  ) {
    throw new GraftError('invalid-data', {
      what: `The cursor is ${shown(value)} that no reader has given.`,
      where: 'from',
      fix: 'Pass what `reader.cursor` was, unchanged.',
    })
  }
  if (value['dataset'] !== dataset) {
    throw new GraftError('invalid-data', {
      what: `The cursor is of another dataset: "${value['dataset']}", and this one is "${dataset}".`,
      where: 'from',
      fix: 'Make the dataset as it was when the cursor was saved: the same rows, steps, sizes and seeds.',
      details: { saved: value['dataset'], found: dataset },
    })
  }
  const { epoch, row } = value
  return { format: 'graft-cursor', version: 1, dataset, epoch, row }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
