import { GraftError } from '@graftjs/base'
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
import { isConcrete, type Shape } from './tensor/shape'
import { Tensor } from './tensor/tensor'
import { readData } from './transform/evaluate'

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
    return readData(this)
  },
  /** The one element of a tensor of one element, as a number. */
  async item(this: Tensor): Promise<number> {
    const data = await readData(this)
    if (data.length === 1) return numbersOf(data, this.dtype)[0]!
    throw new GraftError('shape-mismatch', {
      what: `item() reads one element, but ${String(this)} has ${data.length}.`,
      fix: 'Use data() or array(), or reduce it first.',
    })
  },
  /** The elements as nested arrays of numbers. */
  async array(this: Tensor): Promise<Nested> {
    const data = numbersOf(await readData(this), this.dtype)
    const shape = isConcrete(this.shape) ? this.shape : []
    const nest = (axis: number, offset: number, stride: number): Nested => {
      const size = shape[axis]
      if (size === undefined) return this.dtype === 'bool' ? data[offset] !== 0 : data[offset]!
      const inner = size === 0 ? 0 : stride / size
      return Array.from({ length: size }, (_, i) => nest(axis + 1, offset + i * inner, inner))
    }
    return nest(0, 0, data.length)
  },
  /** The elements as NumPy prints them, computed first if need be. */
  async text(this: Tensor): Promise<string> {
    const data = await readData(this)
    return formatElements(data, isConcrete(this.shape) ? this.shape : [], this.dtype)
  },
  /** A tensor cannot be a condition or an operand of JavaScript's operators. */
  [Symbol.toPrimitive](this: Tensor, hint: string): string {
    if (hint === 'string') return this.toString()
    throw new GraftError('inside-trace', {
      what: `JavaScript's own operators do not work on ${this.toString()}.`,
      fix: 'Use add(a, b), less(a, b), where(condition, a, b), or read a number first with await t.item().',
    })
  },
}

export type Methods = typeof methods

for (const name of Reflect.ownKeys(methods)) {
  Object.defineProperty(Tensor.prototype, name, {
    value: Reflect.get(methods, name),
    writable: true,
    configurable: true,
  })
}
