import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GraftError, systemErrorCode } from '@graftjs/base'
import { shown } from '../dataset/options'

/**
 * A file: a path, a `file:` URL, bytes, a Blob or File, or for text a function that makes a stream of bytes for each
 * reading, say of a download.
 */
export type FileSource = string | URL | Uint8Array | Blob | (() => AsyncIterable<Uint8Array>)

/** A file that is read from front to back. */
export interface ByteStream {
  /** What it is called in messages. */
  readonly name: string
  /** How many bytes, where that is known. */
  size(): Promise<number | undefined>
  /** The bytes in blocks. */
  blocks(): AsyncIterable<Uint8Array>
}

/** A file that is read anywhere. */
export interface ByteRange {
  readonly name: string
  /** Opens the file for several reads; what is returned is to be closed. */
  open(): Promise<OpenFile>
}

export interface OpenFile {
  readonly size: number
  /** Exactly these bytes. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
  close(): Promise<void>
}

const blockBytes = 256 * 1024

export function byteStream(source: FileSource): ByteStream {
  if (typeof source === 'function') return { name: 'a stream', size: async () => undefined, blocks: source }
  const file = byteRange(source)
  return {
    name: file.name,
    size: async () => {
      const opened = await file.open()
      await opened.close()
      return opened.size
    },
    async *blocks() {
      const opened = await file.open()
      try {
        for (let at = 0; at < opened.size; at += blockBytes) {
          yield await opened.read(at, Math.min(at + blockBytes, opened.size))
        }
      } finally {
        await opened.close()
      }
    },
  }
}

/** @throws GraftError `invalid-option` where the source cannot be read anywhere. */
export function byteRange(source: FileSource): ByteRange {
  if (typeof source === 'string') return onDisk(source)
  if (ArrayBuffer.isView(source)) return inMemory(source)
  if (isBlob(source)) return ofBlob(source)
  if (typeof source === 'object' && source !== null && 'href' in source) {
    if (source.protocol === 'file:') return onDisk(fileURLToPath(source))
    throw notReadable(
      source.href,
      'Download it first, or for text pass a function that makes a stream of its bytes.',
    )
  }
  if (typeof source === 'function') {
    throw notReadable('a stream', 'This format is read from its end: pass a path, bytes or a Blob.')
  }
  throw notReadable(shown(source), 'Pass a path, a file: URL, bytes or a Blob.')
}

function notReadable(what: string, fix: string): GraftError {
  return new GraftError('invalid-option', { what: `The file is ${what}.`, where: 'file', fix })
}

function isBlob(value: unknown): value is Blob {
  return typeof value === 'object' && value !== null && 'arrayBuffer' in value && 'slice' in value
}

function onDisk(path: string): ByteRange {
  return {
    name: basename(path),
    async open() {
      const handle = await open(path, 'r').catch((error: unknown) => {
        throw unreadable(path, error)
      })
      const status = await handle.stat()
      if (!status.isFile()) {
        await handle.close()
        throw unreadable(path, new Error('it is no file'))
      }
      return {
        size: status.size,
        async read(start, end) {
          const bytes = new Uint8Array(end - start)
          for (let done = 0; done < bytes.length; ) {
            const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done)
            if (bytesRead === 0) throw unreadable(path, new Error('it became shorter while it was read'))
            done += bytesRead
          }
          return bytes
        },
        close: () => handle.close(),
      }
    },
  }
}

function unreadable(path: string, cause: unknown): GraftError {
  const missing = systemErrorCode(cause) === 'ENOENT'
  return new GraftError('file-access', {
    what: `Cannot read this file: ${cause instanceof Error ? cause.message : String(cause)}.`,
    where: path,
    fix: missing
      ? 'Check the path; it counts from the current folder.'
      : 'Check the path and its permissions.',
    cause,
    details: { path },
  })
}

function inMemory(bytes: Uint8Array): ByteRange {
  return {
    name: `${bytes.byteLength} bytes in memory`,
    open: async () => ({
      size: bytes.byteLength,
      read: async (start, end) => new Uint8Array(bytes.subarray(start, end)),
      close: async () => undefined,
    }),
  }
}

function ofBlob(blob: Blob): ByteRange {
  const name: unknown = 'name' in blob ? blob.name : undefined
  return {
    name: typeof name === 'string' ? name : `a Blob of ${blob.size} bytes`,
    open: async () => ({
      size: blob.size,
      read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
      close: async () => undefined,
    }),
  }
}
