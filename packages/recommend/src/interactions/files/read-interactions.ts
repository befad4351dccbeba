import type { OnProgress } from '@graftjs/base'
import { refuse, shown } from '../../input/refuse'
import { throwIfAborted } from '../../input/throw-if-aborted'
import type { IdIn } from '../from-rows'
import type { Id } from '../id-table'
import type { Interactions } from '../interactions'
import { type InteractionOptions, LogBuilder } from '../log-builder'
import { type IdKind, type IdOfKind, idAsIs, idOfKind } from '../read-id'
import { type ByteSource, fileSource, onlyBytes, streamSource } from './byte-source'
import { formatOf } from './format-of'
import { type FileFormat, type FileOptions, formats } from './formats'

export interface ReadOptions<UserIds extends IdKind = IdKind, ItemIds extends IdKind = IdKind>
  extends FileOptions {
  /** How the file holds events; by default its name tells. */
  readonly format?: FileFormat
  /** What the ids of users are to be: `'text'` (default), in which `007` is not `7`, or `'number'`. */
  readonly userIds?: UserIds
  /** What the ids of items are to be, likewise. */
  readonly itemIds?: ItemIds
  readonly onProgress?: OnProgress
  readonly signal?: AbortSignal
}

/**
 * A log out of a file or a stream of bytes.
 *
 * @param source a path, or bytes piece by piece with a `format`. A path that ends in `.gz` is uncompressed.
 * @throws GraftError `invalid-data` naming row, line and column, `invalid-file`, `file-access`, `not-found` where a
 *   library for Parquet or Arrow is not installed.
 *
 * @example
 * const log = await readInteractions('clicks.csv', { user: 'uid', item: 'sku', time: 'ts' })
 */
export function readInteractions<
  const UserIds extends IdKind = 'text',
  const ItemIds extends IdKind = 'text',
>(
  source: string | URL | AsyncIterable<Uint8Array>,
  options?: ReadOptions<UserIds, ItemIds>,
): Promise<Interactions<IdOfKind<UserIds>, IdOfKind<ItemIds>>>
/**
 * A log out of rows that come one after another, such as those of a database's cursor.
 *
 * @param rows one object per event.
 */
export function readInteractions<
  Row extends object,
  const UserColumn extends string = 'user',
  const ItemColumn extends string = 'item',
>(
  rows: AsyncIterable<Row>,
  options?: InteractionOptions<UserColumn, ItemColumn> & Pick<ReadOptions, 'onProgress' | 'signal'>,
): Promise<Interactions<IdIn<Row, UserColumn>, IdIn<Row, ItemColumn>>>
export async function readInteractions(
  source: string | URL | AsyncIterable<unknown>,
  options: ReadOptions = {},
): Promise<Interactions<Id, Id>> {
  throwIfAborted(options.signal)
  if (typeof source === 'string' || source instanceof URL) return readBytes(fileSource(source), options)
  if (typeof source !== 'object' || source === null || !(Symbol.asyncIterator in source))
    return refuseSource(source)
  if (options.format !== undefined) return readBytes(streamSource(onlyBytes(source)), options)
  return readRows(source, options)
}

async function readBytes(source: ByteSource, options: ReadOptions): Promise<Interactions<Id, Id>> {
  const { userIds = 'text', itemIds = 'text', onProgress, signal } = options
  const ids = { user: idOfKind(userIds, 'userIds'), item: idOfKind(itemIds, 'itemIds') }
  let step = 0
  return formats[formatOf(source.name, options.format)].read<Id, Id>(source, options, ids, {
    pause(bytes) {
      throwIfAborted(signal)
      step += bytes
      onProgress?.({ phase: 'prepare', step, steps: Number.NaN, message: `${step} bytes read` })
    },
  })
}

async function readRows(rows: AsyncIterable<unknown>, options: ReadOptions): Promise<Interactions<Id, Id>> {
  const log = new LogBuilder<Id, Id>(options, { user: idAsIs, item: idAsIs })
  for await (const row of rows) {
    throwIfAborted(options.signal)
    if (ArrayBuffer.isView(row)) {
      refuse('invalid-option', {
        what: 'The stream gives bytes, and nothing says what they are.',
        where: 'format',
        fix: `Pass format: ${Object.keys(formats).map(shown).join(', ')}.`,
      })
    }
    log.add(row)
  }
  return log.build()
}

function refuseSource(source: unknown): never {
  return refuse('invalid-data', {
    what: `The source is ${shown(source)}.`,
    where: 'readInteractions',
    fix: 'Pass a path, a stream of bytes, or an async iterable of rows; for rows in memory use interactions(rows).',
  })
}
