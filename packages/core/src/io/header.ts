import { GraftError } from '@graftjs/base'
import { damaged, quote } from './damaged'
import { HeaderParser } from './header-parser'
import { elementCount, isStorageType, type StorageType, storageTypes } from './storage-type'

/** Where a tensor lies in a safetensors file. */
export interface TensorEntry {
  readonly dtype: StorageType
  readonly shape: readonly number[]
  /** First byte, from the start of the file. */
  readonly start: number
  readonly byteLength: number
}

export interface SafetensorsHeader {
  readonly metadata: ReadonlyMap<string, string>
  /** In the order of the header. */
  readonly tensors: ReadonlyMap<string, TensorEntry>
}

/** The reference reader refuses longer headers too. */
const longestHeader = 100_000_000
const mostDimensions = 64

/**
 * The length of the header, from the first 8 bytes of a file of `fileSize` bytes.
 *
 * @throws GraftError `invalid-file` if that cannot be.
 */
export function headerLength(firstBytes: Uint8Array, fileSize: number, where: string): number {
  if (fileSize < 10 || firstBytes.byteLength < 8) {
    throw damaged(`A safetensors file has at least 10 bytes, this one ${fileSize}`, where)
  }
  const view = new DataView(firstBytes.buffer, firstBytes.byteOffset, 8)
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32
  if (length < 2 || length > longestHeader || length > fileSize - 8) {
    throw damaged(
      `The header claims ${length} bytes in a file of ${fileSize} bytes (2 to ${longestHeader} are allowed)`,
      where,
    )
  }
  return length
}

/**
 * Parses and checks a header against the size of its file: after this, every tensor's bytes are inside the
 * file, belong to it alone, and are as many as its dtype and shape say.
 *
 * Format: https://github.com/huggingface/safetensors#format
 * @throws GraftError `invalid-file`; `unsupported` for a dtype that Graft does not read.
 */
export function parseHeader(header: Uint8Array, fileSize: number, where: string): SafetensorsHeader {
  const parser = new HeaderParser(decode(header, where), where)
  const metadata = new Map<string, string>()
  const tensors = new Map<string, TensorEntry>()
  const dataStart = 8 + header.byteLength
  parser.object((name) => {
    if (name === '__metadata__') parser.object((key) => metadata.set(key, parser.string()))
    else tensors.set(name, tensorEntry(parser, name, dataStart, fileSize, where))
  })
  parser.end()
  assertContiguous(tensors, dataStart, fileSize, where)
  return { metadata, tensors }
}

function tensorEntry(
  parser: HeaderParser,
  name: string,
  dataStart: number,
  fileSize: number,
  where: string,
): TensorEntry {
  let dtype: string | undefined
  let shape: number[] | undefined
  let offsets: number[] | undefined
  parser.object((key) => {
    if (key === 'dtype') dtype = parser.string()
    else if (key === 'shape') shape = parser.wholeNumbers(mostDimensions)
    else if (key === 'data_offsets') offsets = parser.wholeNumbers(2)
    else throw damaged(`Tensor ${quote(name)} has the unknown field ${quote(key)}`, where)
  })
  const [start, end] = offsets ?? []
  if (dtype === undefined || !shape || start === undefined || end === undefined) {
    throw damaged(`Tensor ${quote(name)} lacks its dtype, shape or data_offsets`, where)
  }
  if (!isStorageType(dtype)) {
    throw new GraftError('unsupported', {
      what: `Tensor ${quote(name)} has the dtype ${quote(dtype)}, which Graft does not read.`,
      where,
      fix: `Convert it to one of ${Object.keys(storageTypes).join(', ')}.`,
      details: { tensor: name, dtype },
    })
  }
  if (start > end || end > fileSize - dataStart) {
    throw damaged(
      `Tensor ${quote(name)} lies at ${start} to ${end} of ${fileSize - dataStart} data bytes`,
      where,
    )
  }
  const byteLength = (elementCount(shape) ?? Number.NaN) * storageTypes[dtype].bytes
  if (byteLength !== end - start) {
    throw damaged(
      `Tensor ${quote(name)} of ${dtype} [${shape.join(', ')}] needs ${byteLength} bytes and has ${end - start}`,
      where,
    )
  }
  return { dtype, shape, start: dataStart + start, byteLength }
}

/** The format knows no gaps and no sharing: sorted by place, each tensor begins where the last one ended. */
function assertContiguous(
  tensors: ReadonlyMap<string, TensorEntry>,
  dataStart: number,
  fileSize: number,
  where: string,
): void {
  const byPlace = [...tensors].sort(([, a], [, b]) => a.start - b.start || a.byteLength - b.byteLength)
  let expected = dataStart
  for (const [name, { start, byteLength }] of byPlace) {
    if (start !== expected) {
      const problem = start < expected ? 'shares bytes with another' : 'leaves a gap before it'
      throw damaged(`Tensor ${quote(name)} ${problem}`, where)
    }
    expected = start + byteLength
  }
  if (expected !== fileSize) {
    throw damaged(`The tensors end at byte ${expected} of a file of ${fileSize} bytes`, where)
  }
}

function decode(header: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header)
  } catch (cause) {
    throw damaged('The header is not UTF-8', where, cause)
  }
}
