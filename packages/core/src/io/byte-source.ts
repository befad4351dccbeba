import { type FileHandle, open } from 'node:fs/promises'
import { GraftError, systemErrorCode } from '@graftjs/base'

/** Something whose bytes can be read in pieces, each into memory of its own. */
export interface ByteSource {
  /** What messages call it. */
  readonly where: string
  readonly size: number
  read(start: number, length: number): Promise<Uint8Array<ArrayBuffer>>
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    where: 'bytes in memory',
    size: bytes.byteLength,
    read: async (start, length) => new Uint8Array(bytes.subarray(start, start + length)),
  }
}

/**
 * A file, opened for each read so that nothing has to be closed. A file that was replaced or written to since
 * this call is refused: pieces of two versions never mix.
 *
 * @throws GraftError `file-access` or `not-found`.
 */
export async function fileSource(path: string): Promise<ByteSource> {
  const first = await withFile(path, identity)
  return {
    where: path,
    size: Number(first.size),
    read: (start, length) =>
      withFile(path, async (handle) => {
        const now = await identity(handle)
        if (now.inode !== first.inode || now.size !== first.size || now.modified !== first.modified) {
          throw new GraftError('invalid-file', {
            what: 'The file changed while it was being read.',
            where: path,
            fix: 'Open it again once nothing writes to it.',
          })
        }
        return readExactly(handle, path, start, length)
      }),
  }
}

async function identity(handle: FileHandle): Promise<{ inode: bigint; size: bigint; modified: bigint }> {
  const { ino, size, mtimeNs } = await handle.stat({ bigint: true })
  return { inode: ino, size, modified: mtimeNs }
}

async function readExactly(
  handle: FileHandle,
  path: string,
  start: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length)
  const most = 1 << 30 // one read call of the system stops at 2 GiB
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await handle.read(bytes, filled, Math.min(most, length - filled), start + filled)
    if (bytesRead === 0) {
      throw new GraftError('invalid-file', {
        what: `The file ends at byte ${start + filled}, ${length - filled} bytes too early.`,
        where: path,
        fix: 'The file is damaged or being written: fetch or write it again.',
      })
    }
    filled += bytesRead
  }
  return bytes
}

async function withFile<T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, 'r')
    return await use(handle)
  } catch (cause) {
    if (GraftError.isInstance(cause)) throw cause
    const missing = systemErrorCode(cause) === 'ENOENT'
    throw new GraftError(missing ? 'not-found' : 'file-access', {
      what: missing ? 'There is no such file.' : `The file cannot be read: ${String(cause)}.`,
      where: path,
      fix: missing ? 'Check the path.' : 'Check that it is a file and that this user may read it.',
      cause,
    })
  } finally {
    await handle?.close()
  }
}
