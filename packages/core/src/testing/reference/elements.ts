import { GraftError } from '@graftjs/base'
import { type DType, elementsOf, numbersOf, type TypedArray } from '../../tensor/dtype'

/** A tensor as the reference engine computes with it: every element as a float64, whatever the dtype. */
export interface Elements {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly data: Float64Array
}

/** The float64 values of elements that are held as `dtype`. */
export function widen(data: TypedArray, dtype: DType): Float64Array {
  const wide = Float64Array.from(numbersOf(data, dtype))
  if (dtype === 'int64' && !wide.every(Number.isSafeInteger)) {
    throw new GraftError('unsupported', {
      what: 'The reference engine holds every number as a float64, which cannot hold int64 beyond ±2^53.',
      fix: 'Use smaller numbers.',
    })
  }
  return wide
}

/** The typed array that holds `data` as `dtype`, rounded to its precision. */
export const narrow = (data: Float64Array, dtype: DType): TypedArray => elementsOf(dtype, data.length, data)

const identity = (value: number): number => value

/** What storing a number in an integer dtype makes of it: the lowest bits. Floats stay exact on purpose. */
export const stored: { readonly [D in DType]: (value: number) => number } = {
  float32: identity,
  float64: identity,
  float16: identity,
  bfloat16: identity,
  int32: (value) => value | 0,
  int64: identity,
  uint8: (value) => value & 0xff,
  uint32: (value) => value >>> 0,
  bool: (value) => (value === 0 ? 0 : 1),
}
