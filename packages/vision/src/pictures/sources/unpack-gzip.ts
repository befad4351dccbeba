import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { GraftError } from '@graftjs/base'
import { badPicture } from '../check-picture'

/** Unpacks a gzip file to a temporary one, since pictures are read from it in any order. */
export async function unpackGzip(
  path: string,
  maxUnpacked: number,
  signal?: AbortSignal,
): Promise<{ readonly path: string; readonly close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-pictures-'))
  const close = () => rm(folder, { recursive: true, force: true })
  let total = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      total += chunk.length
      if (total <= maxUnpacked) done(null, chunk)
      else {
        const what = `The archive unpacks to more than ${maxUnpacked} bytes.`
        done(badPicture(path, what, 'Raise maxUnpacked if it is to be trusted.'))
      }
    },
  })
  const target = join(folder, 'unpacked.tar')
  try {
    await pipeline(
      createReadStream(path),
      createGunzip(),
      counted,
      createWriteStream(target),
      signal ? { signal } : {},
    )
    return { path: target, close }
  } catch (cause) {
    await close()
    signal?.throwIfAborted()
    if (GraftError.isInstance(cause)) throw cause
    throw badPicture(path, 'The archive cannot be unpacked.', 'Copy or make it again.', undefined, cause)
  }
}
