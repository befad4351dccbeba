import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import type { Picture } from '../pictures/picture'
import type { PictureSource } from '../pictures/picture-source'
import { shrinksBy } from '../preprocess/shrink'

export interface CacheSettings {
  readonly folder: string
  readonly maxBytes: number
  /** In shared memory: how many KiB the folder holds. */
  readonly kibibytes: Int32Array
}

const HEADER = 8
const suffix = '.rgb'

/** Makes the folder, and counts what it holds. */
export async function openCache(folder: string, maxBytes: number): Promise<CacheSettings> {
  await mkdir(folder, { recursive: true })
  const kibibytes = new Int32Array(new SharedArrayBuffer(4))
  for (const name of await readdir(folder)) {
    if (!name.endsWith(suffix)) continue
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found) kibibytes[0]! += Math.ceil(found.size / 1024)
  }
  return { folder, maxBytes, kibibytes }
}

/**
 * Decoded pictures in a folder, shared by threads and runs. When it is full it stays as it is: an epoch reads every
 * picture once, so what was used last is the last to be used again.
 */
export class PictureCache {
  constructor(private readonly settings: CacheSettings) {}

  /** Where a picture is or would be kept; undefined for what is not worth it. A file that changes has another place. */
  async placeOf(source: PictureSource, shortSide: number | undefined): Promise<string | undefined> {
    const identity = await identityOf(source)
    if (identity === undefined) return undefined
    const size = shortSide === undefined ? '' : `${shortSide} ${shrinksBy}`
    const name = createHash('sha256').update(`${size} ${identity}`).digest('hex').slice(0, 40)
    return join(this.settings.folder, `${name}${suffix}`)
  }

  /** Undefined where it is not there, or damaged. */
  async read(place: string): Promise<Picture | undefined> {
    const bytes = await readFile(place).catch(() => undefined)
    if (!bytes || bytes.length < HEADER) return undefined
    const [width, height] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)]
    if (bytes.length !== HEADER + width * height * 3 || width === 0 || height === 0) return undefined
    return {
      width,
      height,
      pixels: new Uint8Array(bytes.buffer, bytes.byteOffset + HEADER, bytes.length - HEADER),
    }
  }

  /** Keeps a picture, if there is room. A disk that is full, say, only means that it is decoded again. */
  async write(place: string, { width, height, pixels }: Picture): Promise<void> {
    const { maxBytes, kibibytes } = this.settings
    const size = Math.ceil((pixels.length + HEADER) / 1024)
    if (Atomics.add(kibibytes, 0, size) + size > maxBytes / 1024) {
      Atomics.sub(kibibytes, 0, size)
      return
    }
    const header = Buffer.alloc(HEADER)
    header.writeUInt32LE(width, 0)
    header.writeUInt32LE(height, 4)
    const beside = `${place}.${process.pid}.${threadId}.tmp`
    try {
      await writeFile(beside, Buffer.concat([header, pixels]))
      await rename(beside, place)
    } catch {
      Atomics.sub(kibibytes, 0, size)
      await rm(beside, { force: true }).catch(() => undefined)
    }
  }
}

/** What tells a picture from others without reading all of it. */
async function identityOf(source: PictureSource): Promise<string | undefined> {
  if (typeof source === 'string' || source instanceof URL) {
    if (/^(https?|data):/i.test(String(source))) return String(source)
    return fileIdentity(source)
  }
  if (ArrayBuffer.isView(source)) {
    const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    return createHash('sha256').update(bytes).digest('hex')
  }
  if (!('archive' in source)) return undefined
  const archive = await fileIdentity(source.archive)
  return archive && `${archive} ${source.offset} ${source.length}`
}

async function fileIdentity(path: string | URL): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found && `${String(path)} ${found.size} ${found.mtimeMs}`
}
