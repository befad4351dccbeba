import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GraftError, statusOf, writeFileAtomically } from '@graftjs/base'
import { Dataset } from './dataset'
import { isAsyncIterable, isIterable, noRows, type RowStream } from './from-stream'
import type { IndexedSource } from './source'
import { SpoolFile, spoolBytes } from './spool-file'
import { throwIfAborted } from './turn'
import { untilAborted } from './until-aborted'

export interface SpoolOptions {
  /**
   * Where to keep the rows. What was spooled there before is used, and the stream not read: a run that was stopped finds
   * its rows again. By default a temporary file that goes with the process, or with `close`.
   */
  readonly path?: string
  readonly signal?: AbortSignal
}

/** A dataset of rows in a file of its own. */
export class SpooledDataset<Row> extends Dataset<Row> implements AsyncDisposable {
  readonly #folder: string | undefined

  constructor(source: IndexedSource<Row>, folder: string | undefined) {
    super(source)
    this.#folder = folder
  }

  /** Removes a temporary file; the rows cannot be read any more. One with a path of its own stays. */
  async close(): Promise<void> {
    if (this.#folder === undefined) return
    temporary.delete(this.#folder)
    await rm(this.#folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/**
 * Writes the rows of a stream that can be read only once, or only slowly, into a file, and gives a dataset that reads
 * them from there, as often and in any order as is wanted; a shuffle of it is whole, be it larger than memory. Rows may
 * hold whatever can be cloned (structured clone): typed arrays, dates, maps. Where they begin is kept in memory, 8 bytes
 * a row.
 *
 *     const rows = await spool(fetchRows(), { path: 'run/rows.spool' })
 *
 * @throws GraftError `file-access`, `invalid-data` for a row that cannot be cloned, `invalid-file` where something else
 *   is at the path, `aborted`; an error of the stream as it is.
 */
export async function spool<Row>(
  rows: RowStream<Row> | Dataset<Row>,
  { path, signal }: SpoolOptions = {},
): Promise<SpooledDataset<Row>> {
  if (!isIterable<Row>(rows) && !isAsyncIterable<Row>(rows)) throw noRows(rows)
  throwIfAborted(signal)
  if (path !== undefined && (await statusOf(path))) {
    return new SpooledDataset(await SpoolFile.open<Row>(path), undefined)
  }
  const folder = path === undefined ? await temporaryFolder() : undefined
  const file = path ?? join(folder!, 'rows.spool')
  try {
    await writeFileAtomically(
      file,
      spoolBytes(untilAborted(isAsyncIterable<Row>(rows) ? rows : inTurn(rows), signal)),
    )
    return new SpooledDataset(await SpoolFile.open<Row>(file), folder)
  } catch (error) {
    if (folder) await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function* inTurn<Row>(rows: Iterable<Row>): AsyncGenerator<Row> {
  yield* rows
}

/** Folders that go with the process. */
const temporary = new Set<string>()

async function temporaryFolder(): Promise<string> {
  if (temporary.size === 0) process.once('exit', removeAll)
  const folder = await mkdtemp(join(tmpdir(), 'graft-spool-')).catch((cause: unknown) => {
    throw new GraftError('file-access', {
      what: `Cannot make a temporary folder: ${cause instanceof Error ? cause.message : String(cause)}.`,
      where: tmpdir(),
      fix: 'Free some space there, or pass a path of your own.',
      cause,
    })
  })
  temporary.add(folder)
  return folder
}

function removeAll(): void {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true })
  temporary.clear()
}
