import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { GraftError } from '@graftjs/base'

/** The bytes, decompressed where they are those of a gzip file. */
export async function* gunzipped(
  blocks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  const iterator = blocks[Symbol.asyncIterator]()
  try {
    const first = await iterator.next()
    if (first.done) return
    const all = rejoined(first.value, iterator)
    const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b
    yield* isGzip ? decompressed(all, name) : all
  } finally {
    await iterator.return?.()
  }
}

async function* rejoined(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

async function* decompressed(blocks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  pipeline(Readable.from(blocks), gunzip, () => undefined) // an error ends the reading below
  try {
    for await (const block of gunzip) yield block
  } catch (error) {
    if (GraftError.isInstance(error)) throw error
    throw new GraftError('invalid-file', {
      what: `The gzip data is damaged: ${error instanceof Error ? error.message : String(error)}.`,
      where: name,
      fix: 'Fetch the file again, or compress it anew.',
      cause: error,
    })
  }
}
