import * as arithmetic from './ops/arithmetic'
import { at, type Place } from './ops/at'
import { sum } from './ops/broadcast'
import { cast } from './ops/cast'
import * as comparison from './ops/comparison'
import { clamp } from './ops/composite/clamp'
import { expandDimensions, slice, transpose } from './ops/layout'
import { matmul } from './ops/matmul'
import { modulo, power } from './ops/power'
import { flatten, squeeze } from './ops/rearrange'
import type { ReduceOptions } from './ops/reduce-options'
import { argMax, max, mean, min } from './ops/reduction'
import { reshape } from './ops/reshape'
import * as unary from './ops/unary'
import type { Nested } from './tensor/create'
import { type DType, numbersOf, type TypedArray } from './tensor/dtype'
import { formatElements } from './tensor/format'
import { mistake } from './tensor/mistake'
import { isConcrete, type Shape } from './tensor/shape'
import { Tensor } from './tensor/tensor'
import { readData } from './transform/evaluate'
import { assertReadable, isTraced } from './transform/traced'

/** The operations as methods: `a.add(b)` is `add(a, b)`. */
const methods = {
  add(this: Tensor, other: arithmetic.Operand): Tensor {
    return arithmetic.add(this, other)
  },
  subtract(this: Tensor, other: arithmetic.Operand): Tensor {
    return arithmetic.subtract(this, other)
  },
  multiply(this: Tensor, other: arithmetic.Operand): Tensor {
    return arithmetic.multiply(this, other)
  },
  divide(this: Tensor, other: arithmetic.Operand): Tensor {
    return arithmetic.divide(this, other)
  },
  negate(this: Tensor): Tensor {
    return arithmetic.negate(this)
  },
  power(this: Tensor, exponent: arithmetic.Operand): Tensor {
    return power(this, exponent)
  },
  modulo(this: Tensor, divisor: arithmetic.Operand): Tensor {
    return modulo(this, divisor)
  },
  equal(this: Tensor, other: arithmetic.Operand): Tensor {
    return comparison.equal(this, other)
  },
  notEqual(this: Tensor, other: arithmetic.Operand): Tensor {
    return comparison.notEqual(this, other)
  },
  less(this: Tensor, other: arithmetic.Operand): Tensor {
    return comparison.less(this, other)
  },
  lessEqual(this: Tensor, other: arithmetic.Operand): Tensor {
    return comparison.lessEqual(this, other)
  },
  greater(this: Tensor, other: arithmetic.Operand): Tensor {
    return comparison.greater(this, other)
  },
  greaterEqual(this: Tensor, other: arithmetic.Operand): Tensor {
    return comparison.greaterEqual(this, other)
  },
  matmul(this: Tensor, other: Tensor): Tensor {
    return matmul(this, other)
  },
  sum(this: Tensor, options?: ReduceOptions): Tensor {
    return sum(this, options)
  },
  mean(this: Tensor, options?: ReduceOptions): Tensor {
    return mean(this, options)
  },
  max(this: Tensor, options?: ReduceOptions): Tensor {
    return max(this, options)
  },
  min(this: Tensor, options?: ReduceOptions): Tensor {
    return min(this, options)
  },
  argMax(this: Tensor, axis?: number): Tensor {
    return argMax(this, axis)
  },
  abs(this: Tensor): Tensor {
    return unary.abs(this)
  },
  exp(this: Tensor): Tensor {
    return unary.exp(this)
  },
  log(this: Tensor): Tensor {
    return unary.log(this)
  },
  sqrt(this: Tensor): Tensor {
    return unary.sqrt(this)
  },
  square(this: Tensor): Tensor {
    return unary.square(this)
  },
  clamp(this: Tensor, low?: number, high?: number): Tensor {
    return clamp(this, low, high)
  },
  /** The part at these places, as NumPy's brackets give it: `x.at(0, [1, 3], '...')`. */
  at(this: Tensor, ...places: readonly Place[]): Tensor {
    return at(this, ...places)
  },
  flatten(this: Tensor, first?: number, last?: number): Tensor {
    return flatten(this, first, last)
  },
  squeeze(this: Tensor, axes?: number | readonly number[]): Tensor {
    return squeeze(this, axes)
  },
  expandDimensions(this: Tensor, axis: number): Tensor {
    return expandDimensions(this, axis)
  },
  reshape(this: Tensor, shape: Shape): Tensor {
    return reshape(this, shape)
  },
  transpose(this: Tensor, order?: readonly number[]): Tensor {
    return transpose(this, order)
  },
  slice(this: Tensor, axis: number, start: number, end?: number): Tensor {
    return slice(this, axis, start, end)
  },
  cast(this: Tensor, dtype: DType): Tensor {
    return cast(this, dtype)
  },
  /** Computes the tensor, if need be, and copies its elements into a typed array. */
  data(this: Tensor): Promise<TypedArray> {
    assertReadable(this)
    return readData(this)
  },
  /** The one element of a tensor of one element, as a number. */
  item(this: Tensor): Promise<number> {
    assertReadable(this)
    return itemOf(this)
  },
  /** The elements as nested arrays of numbers. */
  array(this: Tensor): Promise<Nested> {
    assertReadable(this)
    return arrayOf(this)
  },
  /** The elements as NumPy prints them, computed first if need be. */
  text(this: Tensor): Promise<string> {
    assertReadable(this)
    return textOf(this)
  },
  /** A tensor cannot be a condition or an operand of JavaScript's operators. */
  [Symbol.toPrimitive](this: Tensor, hint: string): string {
    if (hint === 'string') return this.toString()
    throw mistake(isTraced(this) ? 'inside-trace' : 'invalid-data', {
      what: `JavaScript's own operators and functions of numbers do not work on ${this.toString()}.`,
      fix: `Use operations such as add(a, b), greater(a, b), exp(x) and where(condition, a, b)${isTraced(this) ? '.' : ', or read a number first: await x.item().'}`,
    })
  },
  /** Neither its rows nor its elements can be looped over. */
  [Symbol.iterator](this: Tensor): never {
    throw mistake(isTraced(this) ? 'inside-trace' : 'invalid-data', {
      what: `JavaScript cannot loop over ${this.toString()}, nor spread it.`,
      fix: `Take parts with x.at(i) or split(x, n), loop with scan(), or compute on all of it at once${isTraced(this) ? '.' : '; for its numbers read them first: await x.array().'}`,
    })
  },
  /** Its elements may not be there yet. */
  toJSON(this: Tensor): never {
    throw mistake(isTraced(this) ? 'inside-trace' : 'invalid-data', {
      what: `${this.toString()} cannot be written as JSON.`,
      fix: 'Read its numbers first: await x.array(), or await x.data().',
    })
  },
}

async function itemOf(tensor: Tensor): Promise<number> {
  const data = await readData(tensor)
  if (data.length === 1) return numbersOf(data, tensor.dtype)[0]!
  throw mistake('shape-mismatch', {
    what: `item() reads one element, but ${String(tensor)} has ${data.length}.`,
    fix: 'Use data() or array(), or reduce it first.',
  })
}

async function arrayOf(tensor: Tensor): Promise<Nested> {
  const data = numbersOf(await readData(tensor), tensor.dtype)
  const shape = isConcrete(tensor.shape) ? tensor.shape : []
  const nest = (axis: number, offset: number, stride: number): Nested => {
    const size = shape[axis]
    if (size === undefined) return tensor.dtype === 'bool' ? data[offset] !== 0 : data[offset]!
    const inner = size === 0 ? 0 : stride / size
    return Array.from({ length: size }, (_, i) => nest(axis + 1, offset + i * inner, inner))
  }
  return nest(0, 0, data.length)
}

async function textOf(tensor: Tensor): Promise<string> {
  const data = await readData(tensor)
  return formatElements(data, isConcrete(tensor.shape) ? tensor.shape : [], tensor.dtype)
}

export type Methods = typeof methods

for (const name of Reflect.ownKeys(methods)) {
  Object.defineProperty(Tensor.prototype, name, {
    value: Reflect.get(methods, name),
    writable: true,
    configurable: true,
  })
}
