import { describeValue } from './describe-value'
import {
  assertDType,
  assertHolds,
  type DType,
  elementsOf,
  integerRange,
  isTypedArray,
  naturalDType,
  type TypedArray,
} from './dtype'
import { mistake } from './mistake'
import { explainNested } from './nested'
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
  options: { readonly shape?: readonly number[]; readonly dtype?: DType } = {},
): Tensor {
  assertOptions(options)
  const { shape, dtype } = options
  if (isTypedArray(values)) return fromTypedArray(values.slice(), shape ?? [values.length], dtype)
  const natural = shapeOf(values)
  const flat: number[] = []
  if (!flatten(values, natural, 0, flat)) throw explainNested(values, natural)
  const wanted = shape ?? natural
  assertCount(flat.length, wanted)
  const type = dtype ?? (typeof firstOf(values) === 'boolean' ? 'bool' : 'float32')
  assertDType(type)
  assertInRange(flat, type)
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
  assertShape(shape)
  assertDType(dtype)
  assertInRange([value], dtype)
  const data = elementsOf(dtype, elementCount(shape))
  if (value !== 0) data.fill(elementsOf(dtype, 1, [value])[0] as never)
  return new Tensor(shape, dtype, { kind: 'host', data })
}

export const zeros = (shape: readonly number[], dtype: DType = 'float32'): Tensor => full(shape, 0, dtype)
export const ones = (shape: readonly number[], dtype: DType = 'float32'): Tensor => full(shape, 1, dtype)

/** The numbers from `start` up to, not including, `end`, `step` apart. NumPy's `arange`. */
export function range(start: number, end: number, step = 1, dtype: DType = 'float32'): Tensor {
  const count = Math.max(0, Math.ceil((end - start) / step))
  if (!Number.isFinite(count)) {
    throw mistake('invalid-option', {
      what: `range: from ${start} to ${end} in steps of ${step} there are ${count} numbers.`,
      fix: 'Use finite numbers, and a step that is not 0.',
    })
  }
  return tensor(
    Array.from({ length: count }, (_, i) => start + i * step),
    { dtype },
  )
}

/** `count` numbers from `start` to `end`, both included, evenly apart. NumPy's `linspace`. */
export function evenlySpaced(start: number, end: number, count: number): Tensor {
  assertShape([count])
  const step = count > 1 ? (end - start) / (count - 1) : 0
  return tensor(Array.from({ length: count }, (_, i) => (i === count - 1 && i > 0 ? end : start + i * step)))
}

/** A square matrix with ones on its diagonal. */
export function identityMatrix(size: number, dtype: DType = 'float32'): Tensor {
  assertShape([size, size])
  return tensor(
    Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
    { shape: [size, size], dtype },
  )
}

/** A tensor of one number. */
export const scalar = (value: number, dtype: DType = 'float32'): Tensor => full([], value, dtype)

function assertShape(shape: readonly number[]): void {
  if (!Array.isArray(shape)) {
    throw mistake('shape-mismatch', {
      what: `${describeValue(shape)} is not a shape.`,
      fix: 'Put the sizes into brackets: zeros([3]), zeros([2, 3]).',
    })
  }
  if (shape.every((size) => Number.isSafeInteger(size) && size >= 0)) return
  throw mistake('shape-mismatch', {
    what: `[${shape.join(', ')}] is not a shape.`,
    fix: 'Use whole numbers from 0 on.',
  })
}

/** Other libraries take the shape, or the dtype, in this place. */
function assertOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return
  throw mistake('invalid-option', {
    what: `tensor: its options are ${describeValue(options)}.`,
    fix: "Name them: tensor(values, { shape: [2, 3], dtype: 'int32' }).",
  })
}

/** Integer dtypes hold whole numbers of their range: nothing is cut or wrapped in silence. */
function assertInRange(values: readonly number[], dtype: DType): void {
  const limits = integerRange(dtype)
  if (!limits) return
  const at = values.findIndex(
    (value) => !(Number.isInteger(value) && value >= limits[0] && value <= limits[1]),
  )
  if (at < 0) return
  throw mistake('invalid-data', {
    what: `Element ${at} is ${values[at]}, which ${dtype} does not hold.`,
    fix: `Use whole numbers from ${limits[0]} to ${limits[1]}, or another dtype.`,
  })
}

function assertCount(count: number, shape: readonly number[]): void {
  assertShape(shape)
  if (elementCount(shape) === count) return
  throw mistake('shape-mismatch', {
    what: `${count} elements do not fill the shape ${formatShape(shape)}.`,
    fix: `Pass a shape with ${count} elements.`,
  })
}

function firstOf(values: Nested): number | boolean | undefined {
  return typeof values === 'object' ? (values.length > 0 ? firstOf(values[0]!) : undefined) : values
}

function shapeOf(values: Nested): number[] {
  if (!Array.isArray(values)) return []
  return values.length === 0 ? [0] : [values.length, ...shapeOf(values[0]!)]
}

/** Collects the numbers in order; false where the arrays are ragged or hold something else. */
function flatten(values: Nested, shape: readonly number[], depth: number, out: number[]): boolean {
  if (typeof values === 'number' || typeof values === 'boolean') {
    out.push(Number(values))
    return depth === shape.length
  }
  if (!Array.isArray(values) || values.length !== shape[depth]) return false
  for (const value of values) if (!flatten(value, shape, depth + 1, out)) return false
  return true
}
