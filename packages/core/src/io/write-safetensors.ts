import { GraftError, writeFileAtomically } from '@graftjs/base'
import { float32ToBfloat16, float32ToFloat16 } from '../tensor/half'
import { quote } from './damaged'
import {
  arrayClass,
  elementCount,
  isStorageType,
  type StorageArray,
  type StorageType,
  storageTypes,
} from './storage-type'

/** A tensor to be written. Where `data` is a function it is called when its turn comes, one at a time. */
export interface TensorToWrite {
  readonly dtype: StorageType
  readonly shape: readonly number[]
  /** The array of the dtype (see `StorageArrays`). F16 and BF16 also take a `Float32Array`, and round it. */
  readonly data: StorageArray | (() => StorageArray | Promise<StorageArray>)
}

export type TensorsToWrite = Iterable<readonly [name: string, tensor: TensorToWrite]>

export interface WriteSafetensorsOptions {
  /** Text beside the tensors. Python's transformers wants `{ format: 'pt' }`, the default. */
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * Writes a safetensors file whole or not at all. The same tensors give the same bytes, whatever order they
 * come in: they lie sorted as the reference writer sorts them (wide dtypes first, then by name), each aligned
 * to its own element size.
 *
 * @throws GraftError `invalid-data` for a tensor that cannot be written, `file-access` for the path.
 */
export async function writeSafetensors(
  path: string,
  tensors: TensorsToWrite,
  options: WriteSafetensorsOptions = {},
): Promise<void> {
  await writeFileAtomically(path, safetensorsChunks(tensors, options))
}

/** The bytes of such a file, piece by piece: the header, then each tensor. */
export async function* safetensorsChunks(
  tensors: TensorsToWrite,
  { metadata = { format: 'pt' } }: WriteSafetensorsOptions = {},
): AsyncGenerator<Uint8Array> {
  const ordered = inFileOrder(tensors)
  yield header(ordered, metadata)
  for (const [name, tensor] of ordered) {
    const data = typeof tensor.data === 'function' ? await tensor.data() : tensor.data
    yield tensorBytes(name, tensor, data)
  }
}

function inFileOrder(tensors: TensorsToWrite): (readonly [string, TensorToWrite])[] {
  const rank = Object.keys(storageTypes)
  const byName = new Map<string, TensorToWrite>()
  for (const [name, tensor] of tensors) {
    if (typeof name !== 'string' || name === '__metadata__' || byName.has(name)) {
      throw new GraftError('invalid-data', {
        what: `${quote(String(name))} cannot be the name of a tensor: it is taken.`,
        where: 'tensors',
        fix: 'Give every tensor a name of its own, other than __metadata__.',
      })
    }
    if (!isStorageType(tensor.dtype)) {
      throw new GraftError('invalid-data', {
        what: `${quote(String(tensor.dtype))} is no dtype of safetensors.`,
        where: `tensor ${quote(name)}`,
        fix: `Use one of ${rank.join(', ')}.`,
      })
    }
    byName.set(name, tensor)
  }
  return [...byName].sort(
    ([a, { dtype: typeOfA }], [b, { dtype: typeOfB }]) =>
      rank.indexOf(typeOfB) - rank.indexOf(typeOfA) || (a < b ? -1 : 1),
  )
}

function header(
  tensors: readonly (readonly [string, TensorToWrite])[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const members: string[] = []
  const sorted = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))
  if (sorted.length > 0) {
    const texts = sorted.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
    members.push(`"__metadata__":{${texts.join(',')}}`)
  }
  let offset = 0
  for (const [name, { dtype, shape }] of tensors) {
    const end = offset + countOf(name, shape) * storageTypes[dtype].bytes
    members.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [offset, end] })}`)
    offset = end
  }
  const json = new TextEncoder().encode(`{${members.join(',')}}`)
  const padded = Math.ceil(json.byteLength / 8) * 8
  const bytes = new Uint8Array(8 + padded).fill(0x20)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true)
  bytes.set(json, 8)
  return bytes
}

function tensorBytes(name: string, { dtype, shape }: TensorToWrite, data: StorageArray): Uint8Array {
  const where = `tensor ${quote(name)}`
  const count = countOf(name, shape)
  if (!ArrayBuffer.isView(data) || data.length !== count) {
    throw new GraftError('invalid-data', {
      what: `The data has ${ArrayBuffer.isView(data) ? data.length : 'no'} numbers, the shape [${shape.join(', ')}] ${count}.`,
      where,
      fix: 'Give as many numbers as the shape holds.',
    })
  }
  const stored = isFloat32(data) ? narrowed(dtype, data) : data
  if (arrayClass(stored) !== storageTypes[dtype].array) {
    throw new GraftError('invalid-data', {
      what: `${dtype} cannot be written from a ${arrayClass(data)}.`,
      where,
      fix: `Give a ${storageTypes[dtype].array}.`,
    })
  }
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength)
}

function countOf(name: string, shape: readonly number[]): number {
  const count = elementCount(shape)
  if (count !== undefined) return count
  throw new GraftError('invalid-data', {
    what: `[${shape.join(', ')}] is no shape of a tensor.`,
    where: `tensor ${quote(name)}`,
    fix: 'Give whole numbers from 0 whose product is below 2^53.',
  })
}

function narrowed(dtype: StorageType, data: Float32Array): StorageArray {
  if (dtype === 'F16') return float32ToFloat16(data)
  if (dtype === 'BF16') return float32ToBfloat16(data)
  return data
}

function isFloat32(data: StorageArray): data is Float32Array {
  return arrayClass(data) === 'Float32Array'
}
