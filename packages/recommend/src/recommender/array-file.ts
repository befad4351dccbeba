import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { GraftError } from '@graftjs/base'
import { refuse } from '../input/refuse'
import type { NamedArrays, SavedValues } from './named-arrays'
import { SavedArrays } from './saved-arrays'

/**
 * Arrays in a file of the safetensors format, so that Python opens it: the header's length (8 bytes), a header in
 * JSON, the bytes of the arrays. What the arrays are about stands as JSON in the header's metadata, with the SHA-256
 * of all that follows the header's length, zeros standing for the sum itself.
 */

const dtypes = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  U8: Uint8Array,
} as const

type Dtype = keyof typeof dtypes

const LONGEST_HEADER = 1 << 20

/** What stands in the header in place of its checksum while that is computed. */
const NO_SUM = '0'.repeat(64)

/** The chunks of a file with these arrays. */
export function* writtenArrays(about: object, arrays: NamedArrays): Generator<Uint8Array> {
  // The widest elements first, so that each array begins at a multiple of its element's size.
  const sorted = Object.entries(arrays).sort(
    ([, { values: a }], [, { values: b }]) => b.BYTES_PER_ELEMENT - a.BYTES_PER_ELEMENT,
  )
  const entries: [string, object][] = []
  let end = 0
  for (const [name, { values, shape = [values.length] }] of sorted) {
    const start = end
    end += values.byteLength
    entries.push([name, { dtype: dtypeOf(values), shape, data_offsets: [start, end] }])
  }
  const metadata = { about: JSON.stringify(about), sha256: NO_SUM }
  const text = JSON.stringify(Object.fromEntries([['__metadata__', metadata], ...entries]))
  const bytes = Buffer.byteLength(text)
  const unsigned = text.padEnd(text.length + ((8 - (bytes % 8)) % 8))
  const hash = createHash('sha256').update(unsigned)
  for (const [, { values }] of sorted) hash.update(bytesOf(values))
  const header = new TextEncoder().encode(unsigned.replace(`"${NO_SUM}"`, `"${hash.digest('hex')}"`))
  const padded = new Uint8Array(8 + header.length)
  new DataView(padded.buffer).setBigUint64(0, BigInt(header.length), true)
  padded.set(header, 8)
  yield padded
  for (const [, { values }] of sorted) yield bytesOf(values)
}

export interface ArrayFile {
  /** What the arrays are about, unchecked. */
  readonly about: Readonly<Record<string, unknown>>
  readonly arrays: SavedArrays
}

/** @throws GraftError `file-access`, or `invalid-file` where the bytes are not what was written. */
export async function readArrays(path: string): Promise<ArrayFile> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    throw new GraftError('file-access', {
      what: `Cannot read this file: ${error instanceof Error ? error.message : String(error)}.`,
      where: path,
      fix: 'Check the path and its permissions.',
      cause: error,
    })
  }
  return parseArrays(bytes, path)
}

/** @param file what the bytes are called in messages. */
export function parseArrays(bytes: Uint8Array, file: string): ArrayFile {
  const damaged = (what: string, cause?: unknown): never =>
    refuse('invalid-file', {
      what,
      where: file,
      fix: 'The file is damaged, cut short, or was not written by this package: save the model again.',
      cause,
    })
  if (bytes.length < 8) return damaged(`The file has ${bytes.length} bytes.`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (length > LONGEST_HEADER || 8 + length > bytes.length)
    return damaged(`Its header would have ${length} bytes.`)
  let text: string
  let header: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, 8 + length))
    header = JSON.parse(text)
  } catch (error) {
    return damaged('Its header is not JSON.', error)
  }
  const body = new Uint8Array(bytes.subarray(8 + length)) // a copy: arrays must begin at a multiple of 8
  const entries = new Map(isRecord(header) ? Object.entries(header) : [])
  const metadata = entries.get('__metadata__')
  entries.delete('__metadata__')
  const about = isRecord(metadata) ? parsedRecord(metadata['about']) : undefined
  if (!isRecord(metadata) || !about) return damaged('Its header does not say what it holds.')
  const sum = metadata['sha256']
  const unsigned = typeof sum === 'string' ? text.replace(`"${sum}"`, `"${NO_SUM}"`) : text
  if (sum !== createHash('sha256').update(unsigned).update(body).digest('hex')) {
    return damaged('Its content does not have the checksum that its header gives.')
  }
  const arrays = new Map<string, { readonly values: SavedValues; readonly shape: readonly number[] }>()
  for (const [name, entry] of entries) {
    const array = arrayAt(body, entry)
    if (!array) return damaged(`Its header describes the array ${JSON.stringify(name.slice(0, 40))} wrongly.`)
    arrays.set(name, array)
  }
  return { about, arrays: new SavedArrays(arrays, file) }
}

function arrayAt(
  body: Uint8Array<ArrayBuffer>,
  entry: unknown,
): { readonly values: SavedValues; readonly shape: readonly number[] } | undefined {
  if (!isRecord(entry)) return undefined
  const { dtype, shape, data_offsets: span } = entry
  // An array without elements may still have a long side, and readers make room by sides.
  const longest = Math.max(body.length, 65_536)
  if (!isDtype(dtype) || !isLengths(shape) || shape.some((side) => side > longest)) return undefined
  if (!isLengths(span) || span.length !== 2) return undefined
  const [start, end] = [span[0]!, span[1]!]
  const Maker = dtypes[dtype]
  const length = shape.reduce((product, size) => product * size, 1)
  const fits = start % Maker.BYTES_PER_ELEMENT === 0 && end <= body.length
  if (!fits || end - start !== length * Maker.BYTES_PER_ELEMENT) return undefined
  return { values: new Maker(body.buffer, body.byteOffset + start, length), shape }
}

function dtypeOf(values: SavedValues): Dtype {
  if (values.BYTES_PER_ELEMENT === 8) return 'F64'
  if (values.BYTES_PER_ELEMENT === 1) return 'U8'
  return values.constructor === Int32Array ? 'I32' : 'F32'
}

function isDtype(value: unknown): value is Dtype {
  return typeof value === 'string' && Object.hasOwn(dtypes, value)
}

function isLengths(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parsedRecord(text: unknown): Record<string, unknown> | undefined {
  if (typeof text !== 'string') return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: SavedValues): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
