import { GraftError } from '@graftjs/base'
import { type ArchivedPicture, isArchived, nameOf } from './archived-picture'
import { badPicture, type DecodeOptions, type Limits, tooManyBytes } from './check-picture'
import type { Picture } from './picture'
import { fromChannels, type RgbaPixels } from './raw-pixels'

/**
 * Where a picture comes from: a file's bytes, a `Blob` or `File`, an address (http, https, data, file), a path (Node),
 * pixels of a canvas (`ImageData`), a place in an archive (`listPictures` finds them), or a picture that is decoded already.
 */
export type PictureSource =
  | Uint8Array
  | ArrayBuffer
  | Blob
  | URL
  | string
  | RgbaPixels
  | ArchivedPicture
  | Picture

/** A file's bytes, or a picture where nothing is to be decoded. */
export type Loaded =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly name: string }
  | { readonly kind: 'picture'; readonly picture: Picture }

/** Brings a source to bytes. Paths and archives are the platform's matter. */
export async function load(
  source: PictureSource,
  options: DecodeOptions,
  limits: Limits,
  readFrom: (place: string | URL | ArchivedPicture) => Promise<Uint8Array>,
): Promise<Loaded> {
  options.signal?.throwIfAborted()
  const named = (bytes: Uint8Array, name: string): Loaded => ({
    kind: 'bytes',
    bytes,
    name: options.name ?? name,
  })
  if (typeof source === 'string' || source instanceof URL) {
    const address = String(source)
    if (/^(https?|data):/i.test(address)) {
      return named(await download(address, options, limits), address.slice(0, 200))
    }
    return named(await readFrom(source), address)
  }
  if (ArrayBuffer.isView(source)) {
    return named(new Uint8Array(source.buffer, source.byteOffset, source.byteLength), 'a buffer')
  }
  if (isArrayBuffer(source)) return named(new Uint8Array(source), 'a buffer')
  if (isBlob(source)) {
    if (source.size > limits.maxBytes)
      throw tooManyBytes(options.name ?? 'a Blob', source.size, limits.maxBytes)
    return named(
      new Uint8Array(await source.arrayBuffer()),
      'name' in source ? String(source.name) : 'a Blob',
    )
  }
  if (isArchived(source)) return named(await readFrom(source), nameOf(source))
  return { kind: 'picture', picture: fromPixels(source, options.name ?? 'pixels', limits) }
}

function fromPixels(source: RgbaPixels | Picture, name: string, limits: Limits): Picture {
  const { width, height } = Object(source) as Partial<RgbaPixels>
  const count = isSide(width) && isSide(height) ? width * height : Number.NaN
  if (count > limits.maxPixels) {
    throw badPicture(name, `There are ${width} × ${height} pixels.`, 'Make it smaller, or raise maxPixels.')
  }
  if (isPicture(source) && source.pixels.length === count * 3) return source
  if (isRgba(source) && source.data.length === count * 4) {
    return fromChannels(source.width, source.height, source.data, 4)
  }
  throw new GraftError('invalid-data', {
    what: 'This is neither bytes, a Blob, an address, a path, ImageData nor a decoded picture.',
    where: name,
    fix: 'Pass one of these; pixels have 3 (`pixels`) or 4 (`data`) bytes for each of width · height.',
  })
}

/** Fetches a picture, and stops at the limit whatever the server says. */
export async function download(
  address: string,
  { signal, name }: DecodeOptions,
  { maxBytes }: Limits,
): Promise<Uint8Array> {
  const where = name ?? address.slice(0, 200)
  const failed = (what: string, cause?: unknown) =>
    badPicture(
      where,
      what,
      'Look whether the address is right and can be reached from here.',
      'network',
      cause,
    )
  const response = await fetch(address, signal ? { signal } : {}).catch((cause: unknown) => {
    signal?.throwIfAborted()
    throw failed('The picture could not be downloaded.', cause)
  })
  if (!response.ok) throw failed(`The server answered ${response.status} ${response.statusText}.`)
  const length = Number(response.headers.get('content-length') ?? 0)
  if (length > maxBytes) throw tooManyBytes(where, length, maxBytes)
  const chunks: Uint8Array[] = []
  let total = 0
  // A server may send more than it says, so the bytes are counted as they come.
  for (const reader = response.body!.getReader(); ; ) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      signal?.throwIfAborted()
      throw failed('The connection broke before the picture was whole.', cause)
    })
    if (done) break
    total += value.length
    if (total > maxBytes) {
      await reader.cancel()
      throw tooManyBytes(where, total, maxBytes)
    }
    chunks.push(value)
  }
  const bytes = new Uint8Array(total)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

const isSide = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0

const isPicture = (value: object): value is Picture => 'pixels' in value && ArrayBuffer.isView(value.pixels)

const isRgba = (value: object): value is RgbaPixels => 'data' in value && ArrayBuffer.isView(value.data)

/** By its tag, since it may come from another realm. */
const isArrayBuffer = (value: object): value is ArrayBuffer =>
  Object.prototype.toString.call(value) === '[object ArrayBuffer]'

const isBlob = (value: object): value is Blob =>
  'arrayBuffer' in value && typeof value.arrayBuffer === 'function' && 'size' in value
