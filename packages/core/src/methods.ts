import { GraftError } from '@graftjs/base'
import * as arithmetic from './ops/arithmetic'
import { type ReduceOptions, sum } from './ops/broadcast'
import { cast } from './ops/cast'
import { slice, transpose } from './ops/layout'
import { matmul } from './ops/matmul'
import { max, mean } from './ops/reduction'
import { reshape } from './ops/reshape'
import type { Nested } from './tensor/create'
import type { DType, TypedArray } from './tensor/dtype'
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
    if (data.length === 1) return Number(data[0])
    throw new GraftError('shape-mismatch', {
      what: `item() reads one element, but ${String(this)} has ${data.length}.`,
      fix: 'Use data() or array(), or reduce it first.',
    })
  },
  /** The elements as nested arrays of numbers. */
  async array(this: Tensor): Promise<Nested> {
    const data = await readData(this)
    const shape = isConcrete(this.shape) ? this.shape : []
    const nest = (axis: number, offset: number, stride: number): Nested => {
      const size = shape[axis]
      if (size === undefined) return this.dtype === 'bool' ? data[offset] !== 0 : Number(data[offset])
      const inner = size === 0 ? 0 : stride / size
      return Array.from({ length: size }, (_, i) => nest(axis + 1, offset + i * inner, inner))
    }
    return nest(0, 0, data.length)
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
