import { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from './half'
import { mistake } from './mistake'

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

/** Throws for what is no dtype, such as another library's name of one. */
export function assertDType(dtype: DType): void {
  if (typeof dtype === 'string' && Object.hasOwn(storages, dtype)) return
  throw mistake('invalid-option', {
    what: `${JSON.stringify(dtype) ?? String(dtype)} is no dtype.`,
    fix: `Use one of ${Object.keys(storages).join(', ')}.`,
  })
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

/** A new typed array of `dtype` with `length` elements, from numbers when they are given: rounded to the dtype. */
export function elementsOf(dtype: DType, length: number, values?: ArrayLike<number>): TypedArray {
  if (values && dtype === 'float16') return float32ToFloat16(Float32Array.from(values))
  if (values && dtype === 'bfloat16') return float32ToBfloat16(Float32Array.from(values))
  const array = viewAs(dtype, new ArrayBuffer(length * bytesPerElement(dtype)), 0, length)
  if (values) for (let i = 0; i < length; i++) setElement(array, i, values[i]!)
  return array
}

function setElement(array: TypedArray, index: number, value: number): void {
  if (isBigInt64Array(array)) array[index] = BigInt(value)
  else array[index] = value
}

/** The numbers that elements of `dtype` stand for. Beyond ±2^53 an int64 loses its last digits. */
export function numbersOf(data: TypedArray, dtype: DType): ArrayLike<number> {
  if (dtype === 'float16') return float16ToFloat32(Uint16Array.from(data, Number))
  if (dtype === 'bfloat16') return bfloat16ToFloat32(Uint16Array.from(data, Number))
  return isBigInt64Array(data) ? Float64Array.from(data, Number) : data
}

/** The smallest and the largest number that an integer dtype holds; undefined for all others. */
export const integerRange = (dtype: DType): readonly [number, number] | undefined => integerRanges[dtype]

const integerRanges: { readonly [D in DType]?: readonly [number, number] } = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63 - 1],
  uint8: [0, 255],
  uint32: [0, 2 ** 32 - 1],
}

/** The name of a typed array's kind, right for arrays of any realm, where `instanceof` is not. */
const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1)

const isBigInt64Array = (array: TypedArray): array is BigInt64Array => tagOf(array) === 'BigInt64Array'

export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && tagOf(value) !== 'DataView'
}

/** Asserts that `data` is the kind of typed array that holds `dtype`. */
export function assertHolds(data: TypedArray, dtype: DType): void {
  assertDType(dtype)
  const { tag } = storages[dtype]
  if (tagOf(data) !== tag) {
    throw mistake('dtype-mismatch', {
      what: `${dtype} is held in a ${tag}, but the data is a ${tagOf(data)}.`,
      fix: `Pass a ${tag}, for example ${tag}.from(data${tag.startsWith('Big') ? ', BigInt' : ''}), or another dtype.`,
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
  throw mistake('dtype-mismatch', {
    what: `A ${tag} has no tensor dtype of its own.`,
    fix: 'Name the dtype (a Uint16Array may hold float16 or bfloat16), or convert the data first.',
  })
}
