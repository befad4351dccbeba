import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileAccess, systemErrorCode } from './system-error'
import { removeLeftovers, resolveTarget, syncFolder, temporaryBeside } from './temporary'

export type FileContent = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/**
 * Writes a file whole or not at all: beside its target, flushed to the disk, renamed into place.
 * Missing parent folders are made. If anything fails, including the iterable, what was there before
 * stays and the temporary file is removed. A string is written as UTF-8.
 *
 * @throws GraftError `file-access` where the path cannot be written; an error of the iterable as it is.
 */
export async function writeFileAtomically(path: string, data: FileContent): Promise<void> {
  const target = await resolveTarget(path)
  const temporary = temporaryBeside(target)
  try {
    await mkdir(dirname(target), { recursive: true })
    await removeLeftovers(target)
    const handle = await open(temporary, 'wx')
    try {
      await writeAll(handle, data)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, target)
    await syncFolder(dirname(target))
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined) // the first failure is the one to report
    throw systemErrorCode(error) ? fileAccess('write', target, error) : error
  }
}

async function writeAll(handle: FileHandle, data: FileContent): Promise<void> {
  if (typeof data === 'string') return writeChunk(handle, new TextEncoder().encode(data))
  if (ArrayBuffer.isView(data)) return writeChunk(handle, data)
  for await (const chunk of data) await writeChunk(handle, chunk)
}

/** One `write` may take fewer bytes than given (Linux stops at 2 GiB): repeat until all are out. */
async function writeChunk(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  const most = 1 << 30
  for (let offset = 0; offset < chunk.byteLength; ) {
    const { bytesWritten } = await handle.write(chunk, offset, Math.min(most, chunk.byteLength - offset))
    offset += bytesWritten
  }
}
