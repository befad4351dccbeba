import { GraftError } from '@graftjs/base'
import { assertHolds, type DType, elementsOf, isTypedArray, naturalDType, type TypedArray } from './dtype'
import { elementCount, formatShape } from './shape'
import { Tensor } from './tensor'

/** Numbers nested as deeply as a tensor has axes. */
export type Nested = number | boolean | readonly Nested[]

/**
 * A tensor of numbers: one number, nested arrays, or a typed array with its shape. The elements are copied.
 * The dtype is that of the typed array, else float32 (bool for booleans), unless one is named.
 */
export function tensor(
  values: Nested | TypedArray,
  { shape, dtype }: { readonly shape?: readonly number[]; readonly dtype?: DType } = {},
): Tensor {
  if (isTypedArray(values)) return fromTypedArray(values.slice(), shape ?? [values.length], dtype)
  const natural = shapeOf(values)
  const flat: number[] = []
  flatten(values, natural, 0, flat)
  const wanted = shape ?? natural
  assertCount(flat.length, wanted)
  const type = dtype ?? (typeof firstOf(values) === 'boolean' ? 'bool' : 'float32')
  return new Tensor(wanted, type, { kind: 'host', data: elementsOf(type, flat.length, flat) })
}

/** A tensor over `data` itself, without a copy: the caller must not change it any more. */
export function fromTypedArray(
  data: TypedArray,
  shape: readonly number[],
  dtype = naturalDType(data),
): Tensor {
  assertHolds(data, dtype)
  assertCount(data.length, shape)
  return new Tensor(shape, dtype, { kind: 'host', data })
}

/** A tensor filled with one number. */
export function full(shape: readonly number[], value: number, dtype: DType = 'float32'): Tensor {
  const data = elementsOf(dtype, elementCount(shape))
  if (value !== 0) data.fill((dtype === 'int64' ? BigInt(value) : value) as never)
  return new Tensor(shape, dtype, { kind: 'host', data })
}

export const zeros = (shape: readonly number[], dtype: DType = 'float32'): Tensor => full(shape, 0, dtype)
export const ones = (shape: readonly number[], dtype: DType = 'float32'): Tensor => full(shape, 1, dtype)

/** A tensor of one number. */
export const scalar = (value: number, dtype: DType = 'float32'): Tensor => full([], value, dtype)

function assertCount(count: number, shape: readonly number[]): void {
  if (shape.every((size) => Number.isInteger(size) && size >= 0) && elementCount(shape) === count) return
  throw new GraftError('shape-mismatch', {
    what: `${count} elements do not fill the shape ${formatShape(shape)}.`,
    fix: `Pass a shape with ${count} elements.`,
  })
}

function firstOf(values: Nested): number | boolean | undefined {
  return typeof values === 'object' ? (values.length > 0 ? firstOf(values[0]!) : undefined) : values
}

function shapeOf(values: Nested): number[] {
  if (typeof values !== 'object') return []
  return values.length === 0 ? [0] : [values.length, ...shapeOf(values[0]!)]
}

function flatten(values: Nested, shape: readonly number[], depth: number, out: number[]): void {
  if (typeof values !== 'object') {
    if (depth !== shape.length) throw ragged(shape)
    out.push(Number(values))
    return
  }
  if (values.length !== shape[depth]) throw ragged(shape)
  for (const value of values) flatten(value, shape, depth + 1, out)
}

const ragged = (shape: readonly number[]): GraftError =>
  new GraftError('shape-mismatch', {
    what: `The nested arrays do not all have the lengths ${formatShape(shape)} of the first ones.`,
    fix: 'Pad the rows to one length.',
  })
