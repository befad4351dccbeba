import { stat } from 'node:fs/promises'
import { GraftError } from '@graftjs/base'
import { badPicture } from '../check-picture'
import { listFolder } from './folder'
import type { PictureListing } from './listing'
import { listMembers } from './members'
import { listTable, type TableColumns } from './table'
import { tarMembers } from './tar'
import { unpackGzip } from './unpack-gzip'
import { zipMembers } from './zip'

export interface ListOptions {
  /** The columns of a CSV or JSON-lines file. */
  readonly columns?: TableColumns
  /** How many bytes a tar.gz may unpack to; 64 GiB by default. */
  readonly maxUnpacked?: number
  readonly signal?: AbortSignal
}

const kinds: readonly (readonly [RegExp, (path: string, options: ListOptions) => Promise<PictureListing>])[] =
  [
    [/\.zip$/i, async (path) => listMembers(path, await zipMembers(path))],
    [/\.tar$/i, async (path, { signal }) => listMembers(path, await tarMembers(path, signal))],
    [/\.(tar\.gz|tgz)$/i, listTarGz],
    [/\.(csv|jsonl|ndjson)$/i, (path, { columns = {}, signal }) => listTable(path, columns, signal)],
  ]

/**
 * Finds pictures and their labels: in a folder with a folder per class, in a zip, tar or tar.gz archive of one, or in a
 * CSV or JSON-lines file with columns `path` and `label`. Nothing is decoded; the order is the same every time.
 *
 *     const { pictures, leftOut } = await listPictures('flowers') // flowers/rose/1.jpg …
 *
 * @throws GraftError `file-access`, `invalid-file` for a damaged archive, `unsupported` for another kind of file.
 */
export async function listPictures(path: string, options: ListOptions = {}): Promise<PictureListing> {
  const { signal } = options
  signal?.throwIfAborted()
  try {
    if ((await stat(path)).isDirectory()) return await listFolder(path, signal)
    const kind = kinds.find(([name]) => name.test(path))
    if (kind) return await kind[1](path, options)
  } catch (cause) {
    signal?.throwIfAborted()
    if (GraftError.isInstance(cause)) throw cause
    throw badPicture(
      path,
      `This cannot be read: ${String(cause)}.`,
      'Look whether it is there.',
      'file-access',
      cause,
    )
  }
  throw badPicture(
    path,
    'This is neither a folder nor an archive nor a table.',
    'Give a folder, or a file that ends in .zip, .tar, .tar.gz, .tgz, .csv, .jsonl or .ndjson.',
    'unsupported',
  )
}

async function listTarGz(
  path: string,
  { maxUnpacked = 2 ** 36, signal }: ListOptions,
): Promise<PictureListing> {
  const unpacked = await unpackGzip(path, maxUnpacked, signal)
  try {
    return listMembers(unpacked.path, await tarMembers(unpacked.path, signal), unpacked.close)
  } catch (error) {
    await unpacked.close()
    throw error
  }
}
