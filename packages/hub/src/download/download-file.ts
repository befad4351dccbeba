import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { GraftError, statusOf, systemErrorCode } from '@graftjs/base'
import { abortedError, asNetworkError, type Endpoint, get, networkError } from './endpoint'
import type { RemoteFile } from './listing'
import { withPartialFile } from './partial-file'

export interface DownloadOptions {
  readonly endpoint: Endpoint
  readonly signal?: AbortSignal | undefined
  /** Bytes of this file that are there by now. */
  readonly onBytes?: (bytes: number) => void
  /** How often a dropped connection is taken up again. Default: 4 times. */
  readonly retries?: number
}

/**
 * Downloads a file to `target`: goes on from what an earlier try left, takes a dropped connection up again,
 * and renames the file into place only after its size and digest are those of the listing.
 *
 * @throws GraftError `network`, `invalid-file` where the content is not what the listing says, `aborted`.
 */
export async function downloadFile(
  address: URL,
  target: string,
  file: RemoteFile,
  options: DownloadOptions,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  await withPartialFile(target, async (partial) => {
    const resumed = await sizeOf(partial)
    await fetchWithRetries(address, partial, file, options)
    let problem = await problemOf(partial, file)
    if (problem && resumed > 0) {
      // What was there may have been of another version: once more from the start.
      await rm(partial, { force: true })
      await fetchWithRetries(address, partial, file, options)
      problem = await problemOf(partial, file)
    }
    if (problem) {
      await rm(partial, { force: true })
      throw new GraftError('invalid-file', {
        what: `The download is not the file that the hub lists: ${problem}.`,
        where: `${address.origin}${address.pathname}`,
        fix: 'Try again; if it stays so, the hub or something in between is not to be trusted.',
        details: { file: file.name },
      })
    }
    await rename(partial, target)
  })
}

async function fetchWithRetries(
  address: URL,
  partial: string,
  file: RemoteFile,
  options: DownloadOptions,
): Promise<void> {
  const { retries = 4, signal } = options
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchRest(address, partial, file, options)
    } catch (error) {
      const again =
        GraftError.isInstance(error) && error.code === 'network' && error.details['final'] !== true
      if (!again || attempt >= retries) throw error
    }
    // A pause that doubles, so that a server in trouble is left alone: 0.25 s, 0.5 s, 1 s, 2 s.
    await setTimeout(250 * 2 ** attempt, undefined, signal ? { signal } : {}).catch(() => {
      throw abortedError(signal?.reason)
    })
  }
}

/** One request for what is still missing. */
async function fetchRest(
  address: URL,
  partial: string,
  file: RemoteFile,
  { endpoint, signal, onBytes = () => undefined }: DownloadOptions,
): Promise<void> {
  let have = await sizeOf(partial)
  if (file.size !== undefined && have > file.size) {
    await rm(partial, { force: true })
    have = 0
  }
  if (have > 0 && have === file.size) return
  // Compressed on the way, a range of bytes would mean something else.
  const range = have > 0 ? { range: `bytes=${have}-` } : {}
  const response = await get(endpoint, address, {
    headers: { 'accept-encoding': 'identity', ...range },
    signal,
  })
  if (response.status === 416) {
    await response.body?.cancel()
    await rm(partial, { force: true })
    throw networkError('The hub does not go on from where the download was', address)
  }
  if (!response.ok || !response.body) throw await refused(response, address)
  const from = response.headers.get('content-range')?.startsWith(`bytes ${have}-`) ? have : 0
  if (response.status === 206 && from !== have) {
    await response.body.cancel()
    await rm(partial, { force: true })
    throw networkError('The hub sends another range than asked for', address)
  }
  const received = await append(
    chunksOf(response.body, address, signal),
    partial,
    response.status === 206 ? have : 0,
    file.size ?? Number.POSITIVE_INFINITY,
    onBytes,
  )
  if (file.size !== undefined && received < file.size) {
    throw networkError(`The connection ended after ${received} of ${file.size} bytes`, address)
  }
}

/** Writes a body to the end of the partial file, or anew; gives the size that the file has then. */
async function append(
  chunks: AsyncIterable<Uint8Array>,
  partial: string,
  from: number,
  most: number,
  onBytes: (bytes: number) => void,
): Promise<number> {
  const handle = await open(partial, from > 0 ? 'a' : 'w')
  let bytes = from
  try {
    for await (const chunk of chunks) {
      if (bytes + chunk.byteLength > most) {
        throw new GraftError('invalid-file', {
          what: `The download is longer than the ${most} bytes that the hub lists.`,
          where: partial,
          fix: 'Try again; if it stays so, the hub or something in between is not to be trusted.',
        })
      }
      await handle.writeFile(chunk)
      bytes += chunk.byteLength
      onBytes(bytes)
    }
    await handle.sync()
    return bytes
  } catch (error) {
    if (!systemErrorCode(error)) throw error
    throw new GraftError('file-access', {
      what: `The download cannot be stored: ${String(error)}.`,
      where: partial,
      fix: 'Free some space, or name another folder in the option cache or the variable GRAFT_HOME.',
      cause: error,
    })
  } finally {
    await handle.close()
  }
}

/** The chunks of a body, whose failures are the network's and no one else's. */
async function* chunksOf(
  body: ReadableStream<Uint8Array>,
  address: URL,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } catch (error) {
    throw asNetworkError(error, address, signal)
  } finally {
    await reader.cancel().catch(() => undefined) // a stream that failed cannot be cancelled
  }
}

/** What is wrong with a finished file, if anything. */
async function problemOf(path: string, { size, sha256, gitId }: RemoteFile): Promise<string | undefined> {
  const found = await sizeOf(path)
  if (size !== undefined && found !== size) return `it has ${found} bytes instead of ${size}`
  const wanted = sha256 ?? gitId
  if (!wanted) return undefined
  const hash = createHash(sha256 ? 'sha256' : 'sha1')
  if (!sha256) hash.update(`blob ${found}\0`)
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  const digest = hash.digest('hex')
  return digest === wanted ? undefined : `its digest is ${digest} instead of ${wanted}`
}

async function refused(response: Response, address: URL): Promise<GraftError> {
  await response.body?.cancel()
  const { status } = response
  const passing = status === 408 || status === 429 || status >= 500
  return new GraftError(status === 404 ? 'not-found' : 'network', {
    what: `The hub answers with status ${status}.`,
    where: `${address.origin}${address.pathname}`,
    fix:
      status === 401 || status === 403
        ? 'Accept the terms of the model on its page and give a token (the option token or the variable HF_TOKEN).'
        : 'Try again later, or name a mirror in the variable HF_ENDPOINT.',
    details: { status, final: !passing },
  })
}

async function sizeOf(path: string): Promise<number> {
  return (await statusOf(path))?.size ?? 0
}
