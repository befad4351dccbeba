import { GraftError } from '@graftjs/base'
import { bfloat16ToFloat32, float16ToFloat32 } from '../tensor/half'
import { type ByteSource, bytesSource, fileSource } from './byte-source'
import { quote } from './damaged'
import { headerLength, parseHeader, type TensorEntry } from './header'
import { type StorageArrays, type StorageType, storageTypes } from './storage-type'

/** A tensor as it lies in a file. `data` is the caller's own memory; F16, BF16 are bits, BOOL is 0 or 1. */
export type StoredTensor = {
  readonly [T in StorageType]: {
    readonly dtype: T
    readonly shape: readonly number[]
    readonly data: StorageArrays[T]
  }
}[StorageType]

/** Named tensors that are read when they are asked for: one safetensors file, or several as one. */
export interface TensorFile {
  /** What messages call it: a path, or 'bytes in memory'. */
  readonly where: string
  readonly names: readonly string[]
  readonly metadata: ReadonlyMap<string, string>
  /** dtype and shape without reading the data. */
  info(name: string): { readonly dtype: StorageType; readonly shape: readonly number[] }
  get(name: string): Promise<StoredTensor>
  /** The tensor in single precision, whichever float type the file has. */
  float32(name: string): Promise<{ readonly shape: readonly number[]; readonly data: Float32Array }>
}

/**
 * Opens a safetensors file by its path, or one that is already in memory. Only the header is read, and it is
 * checked in full before anything is allocated for a tensor; tensors are read one by one, in any order.
 *
 * @throws GraftError `not-found`, `file-access`, `invalid-file`, or `unsupported` for an unknown dtype.
 */
export async function openSafetensors(source: string | Uint8Array): Promise<TensorFile> {
  const bytes = typeof source === 'string' ? await fileSource(source) : bytesSource(source)
  const first = await bytes.read(0, Math.min(8, bytes.size))
  const length = headerLength(first, bytes.size, bytes.where)
  const { metadata, tensors } = parseHeader(await bytes.read(8, length), bytes.size, bytes.where)
  return new SafetensorsFile(bytes, metadata, tensors)
}

class SafetensorsFile implements TensorFile {
  readonly where: string
  readonly names: readonly string[]

  constructor(
    private readonly source: ByteSource,
    readonly metadata: ReadonlyMap<string, string>,
    private readonly entries: ReadonlyMap<string, TensorEntry>,
  ) {
    this.where = source.where
    this.names = [...entries.keys()]
  }

  info(name: string): TensorEntry {
    const entry = this.entries.get(name)
    if (entry) return entry
    throw new GraftError('not-found', {
      what: `There is no tensor ${quote(name)}.`,
      where: this.where,
      fix: `It holds ${this.names.slice(0, 3).map(quote).join(', ')}${this.names.length > 3 ? ` and ${this.names.length - 3} more` : ''}.`,
      details: { tensor: name },
    })
  }

  async get(name: string): Promise<StoredTensor> {
    const { dtype, shape, start, byteLength } = this.info(name)
    const { buffer } = await this.source.read(start, byteLength)
    return stored(dtype, shape, buffer)
  }

  async float32(name: string): Promise<{ shape: readonly number[]; data: Float32Array }> {
    const tensor = await this.get(name)
    return { shape: tensor.shape, data: asFloat32(tensor, `${this.where}, tensor ${quote(name)}`) }
  }
}

/** One case a dtype, so that the type of `data` follows from `dtype` without a cast. */
function stored(dtype: StorageType, shape: readonly number[], buffer: ArrayBuffer): StoredTensor {
  const tensors: { readonly [T in StorageType]: () => StoredTensor } = {
    BOOL: () => ({ dtype: 'BOOL', shape, data: storageTypes.BOOL.view(buffer) }),
    U8: () => ({ dtype: 'U8', shape, data: storageTypes.U8.view(buffer) }),
    I8: () => ({ dtype: 'I8', shape, data: storageTypes.I8.view(buffer) }),
    I16: () => ({ dtype: 'I16', shape, data: storageTypes.I16.view(buffer) }),
    F16: () => ({ dtype: 'F16', shape, data: storageTypes.F16.view(buffer) }),
    BF16: () => ({ dtype: 'BF16', shape, data: storageTypes.BF16.view(buffer) }),
    I32: () => ({ dtype: 'I32', shape, data: storageTypes.I32.view(buffer) }),
    U32: () => ({ dtype: 'U32', shape, data: storageTypes.U32.view(buffer) }),
    F32: () => ({ dtype: 'F32', shape, data: storageTypes.F32.view(buffer) }),
    F64: () => ({ dtype: 'F64', shape, data: storageTypes.F64.view(buffer) }),
    I64: () => ({ dtype: 'I64', shape, data: storageTypes.I64.view(buffer) }),
  }
  return tensors[dtype]()
}

function asFloat32(tensor: StoredTensor, where: string): Float32Array {
  switch (tensor.dtype) {
    case 'F32':
      return tensor.data
    case 'F16':
      return float16ToFloat32(tensor.data)
    case 'BF16':
      return bfloat16ToFloat32(tensor.data)
    case 'F64':
      return Float32Array.from(tensor.data)
    default:
      throw new GraftError('dtype-mismatch', {
        what: `The tensor holds ${tensor.dtype}, not floating-point numbers.`,
        where,
        fix: 'Read it with get(), which gives the numbers as they are stored.',
      })
  }
}
