/** How the numbers of each safetensors type lie in memory: little-endian, F16 and BF16 as their bits. */
export interface StorageArrays {
  readonly BOOL: Uint8Array
  readonly U8: Uint8Array
  readonly I8: Int8Array
  readonly I16: Int16Array
  readonly F16: Uint16Array
  readonly BF16: Uint16Array
  readonly I32: Int32Array
  readonly U32: Uint32Array
  readonly F32: Float32Array
  readonly F64: Float64Array
  readonly I64: BigInt64Array
}

export type StorageType = keyof StorageArrays
export type StorageArray = StorageArrays[StorageType]

interface StorageLayout<A extends StorageArray> {
  readonly bytes: number
  /** The class name that `Object.prototype.toString` gives, whichever realm the array comes from. */
  readonly array: string
  readonly view: (buffer: ArrayBuffer) => A
}

/** In the order by which the reference writer sorts a file: narrow types first, so reversed on writing. */
export const storageTypes: { readonly [T in StorageType]: StorageLayout<StorageArrays[T]> } = {
  BOOL: { bytes: 1, array: 'Uint8Array', view: (buffer) => new Uint8Array(buffer) },
  U8: { bytes: 1, array: 'Uint8Array', view: (buffer) => new Uint8Array(buffer) },
  I8: { bytes: 1, array: 'Int8Array', view: (buffer) => new Int8Array(buffer) },
  I16: { bytes: 2, array: 'Int16Array', view: (buffer) => new Int16Array(buffer) },
  F16: { bytes: 2, array: 'Uint16Array', view: (buffer) => new Uint16Array(buffer) },
  BF16: { bytes: 2, array: 'Uint16Array', view: (buffer) => new Uint16Array(buffer) },
  I32: { bytes: 4, array: 'Int32Array', view: (buffer) => new Int32Array(buffer) },
  U32: { bytes: 4, array: 'Uint32Array', view: (buffer) => new Uint32Array(buffer) },
  F32: { bytes: 4, array: 'Float32Array', view: (buffer) => new Float32Array(buffer) },
  F64: { bytes: 8, array: 'Float64Array', view: (buffer) => new Float64Array(buffer) },
  I64: { bytes: 8, array: 'BigInt64Array', view: (buffer) => new BigInt64Array(buffer) },
}

export function isStorageType(name: string): name is StorageType {
  return Object.hasOwn(storageTypes, name)
}

/** `Float32Array` and the like, also for arrays of another realm (a vm context, a test runner). */
export function arrayClass(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}

/**
 * The number of elements of a shape, 1 for a scalar's `[]`; undefined for what is no shape: a dimension that
 * is no whole number from 0, or a product past 2^53.
 */
export function elementCount(shape: readonly number[]): number | undefined {
  let count = 1
  for (const dimension of shape) {
    count *= dimension
    if (!Number.isSafeInteger(dimension) || dimension < 0 || !Number.isSafeInteger(count)) return undefined
  }
  return count
}
