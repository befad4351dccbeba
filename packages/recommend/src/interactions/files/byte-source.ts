import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'
import { GraftError } from '@graftjs/base'
import { refuse, shown } from '../../input/refuse'

/** Bytes of a file or stream. */
export interface ByteSource {
  /** The path, or what the bytes are called in messages. */
  readonly name: string
  /** The bytes piece by piece, uncompressed. */
  chunks(): AsyncIterable<Uint8Array>
  /** All bytes. */
  whole(): Promise<Uint8Array>
}

const CHUNK = 1 << 20

/** @param file a path; one that ends in `.gz` is uncompressed on the way. */
export function fileSource(file: string | URL): ByteSource {
  const path = typeof file === 'string' ? file : fileURLToPath(file)
  return {
    name: path,
    async *chunks() {
      const stream = createReadStream(path, { highWaterMark: CHUNK })
      const opened = path.endsWith('.gz') ? stream.pipe(createGunzip({ chunkSize: CHUNK })) : stream
      if (opened !== stream) stream.on('error', (error) => opened.destroy(error))
      try {
        for await (const chunk of opened) yield chunk
      } catch (error) {
        if (GraftError.isInstance(error)) throw error
        throw unreadable(path, error)
      } finally {
        stream.destroy()
      }
    },
    whole: () =>
      readFile(path).catch((error: unknown) => {
        throw unreadable(path, error)
      }),
  }
}

export function streamSource(stream: AsyncIterable<Uint8Array>): ByteSource {
  return {
    name: 'the stream',
    chunks: () => stream,
    async whole() {
      const chunks: Uint8Array[] = []
      for await (const chunk of stream) chunks.push(chunk)
      return Buffer.concat(chunks)
    },
  }
}

/** A stream of bytes or of text, checked piece by piece. */
export async function* onlyBytes(source: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    if (typeof chunk === 'string') yield new TextEncoder().encode(chunk)
    else if (ArrayBuffer.isView(chunk)) yield new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    else {
      refuse('invalid-data', {
        what: `The stream gives ${shown(chunk)}.`,
        where: 'source',
        fix: 'Pass a stream of bytes or of text with a format, or rows without one.',
      })
    }
  }
}

function unreadable(path: string, cause: unknown): GraftError {
  return new GraftError('file-access', {
    what: `Cannot read this file: ${cause instanceof Error ? cause.message : String(cause)}.`,
    where: path,
    fix: 'Check the path, its permissions, and that a .gz file is whole.',
    cause,
    details: { path },
  })
}
