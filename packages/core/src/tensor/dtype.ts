import { GraftError } from '@graftjs/base'

/** The element types of a tensor. float16 and bfloat16 are storage; float64 exists in the reference engine. */
export type DType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint32'
  | 'bool'

/** The arrays that hold elements: float16 and bfloat16 as their bits, bool as 0 and 1. */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Uint16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint32Array

interface Storage {
  readonly bytes: number
  readonly float: boolean
  readonly tag: string
  readonly view: (buffer: ArrayBufferLike, byteOffset: number, length: number) => TypedArray
}

const storages: Record<DType, Storage> = {
  float32: { bytes: 4, float: true, tag: 'Float32Array', view: (b, o, n) => new Float32Array(b, o, n) },
  float64: { bytes: 8, float: true, tag: 'Float64Array', view: (b, o, n) => new Float64Array(b, o, n) },
  float16: { bytes: 2, float: true, tag: 'Uint16Array', view: (b, o, n) => new Uint16Array(b, o, n) },
  bfloat16: { bytes: 2, float: true, tag: 'Uint16Array', view: (b, o, n) => new Uint16Array(b, o, n) },
  int32: { bytes: 4, float: false, tag: 'Int32Array', view: (b, o, n) => new Int32Array(b, o, n) },
  int64: { bytes: 8, float: false, tag: 'BigInt64Array', view: (b, o, n) => new BigInt64Array(b, o, n) },
  uint8: { bytes: 1, float: false, tag: 'Uint8Array', view: (b, o, n) => new Uint8Array(b, o, n) },
  uint32: { bytes: 4, float: false, tag: 'Uint32Array', view: (b, o, n) => new Uint32Array(b, o, n) },
  bool: { bytes: 1, float: false, tag: 'Uint8Array', view: (b, o, n) => new Uint8Array(b, o, n) },
}

export const bytesPerElement = (dtype: DType): number => storages[dtype].bytes

export const isFloat = (dtype: DType): boolean => storages[dtype].float

/** A typed array of `dtype` over existing memory. */
export function viewAs(
  dtype: DType,
  buffer: ArrayBufferLike,
  byteOffset: number,
  length: number,
): TypedArray {
  return storages[dtype].view(buffer, byteOffset, length)
}

/** A new typed array of `dtype` with `length` elements, from numbers when they are given. */
export function elementsOf(dtype: DType, length: number, values?: ArrayLike<number>): TypedArray {
  const array = viewAs(dtype, new ArrayBuffer(length * bytesPerElement(dtype)), 0, length)
  if (values) for (let i = 0; i < length; i++) setElement(array, i, values[i]!)
  return array
}

function setElement(array: TypedArray, index: number, value: number): void {
  if (isBigInt64Array(array)) array[index] = BigInt(value)
  else array[index] = value
}

/** The name of a typed array's kind, right for arrays of any realm, where `instanceof` is not. */
const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1)

const isBigInt64Array = (array: TypedArray): array is BigInt64Array => tagOf(array) === 'BigInt64Array'

export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && tagOf(value) !== 'DataView'
}

/** Asserts that `data` is the kind of typed array that holds `dtype`. */
export function assertHolds(data: TypedArray, dtype: DType): void {
  const { tag } = storages[dtype]
  if (tagOf(data) !== tag) {
    throw new GraftError('dtype-mismatch', {
      what: `${dtype} is held in a ${tag}, but the data is a ${tagOf(data)}.`,
      fix: `Pass a ${tag}, or another dtype.`,
    })
  }
}

/** The dtype that a typed array has unless one is named. */
export function naturalDType(data: TypedArray): DType {
  const tag = tagOf(data)
  const found = (Object.keys(storages) as DType[]).find(
    (dtype) => storages[dtype].tag === tag && dtype !== 'float16' && dtype !== 'bfloat16',
  )
  if (found) return found
  throw new GraftError('dtype-mismatch', {
    what: `A ${tag} has no tensor dtype of its own.`,
    fix: 'Name the dtype (a Uint16Array may hold float16 or bfloat16), or convert the data first.',
  })
}
