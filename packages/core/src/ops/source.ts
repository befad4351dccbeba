import type { Node } from '../graph/node'
import type { Dimension } from '../tensor/dimension'
import { type DType, integerRange } from '../tensor/dtype'
import { mistake } from '../tensor/mistake'
import type { Shape } from '../tensor/shape'
import { isTensor, type Tensor } from '../tensor/tensor'
import { apply, attributesOf, defineOp, notATensor } from './apply'

/** One number, fixed in the graph. What changes from run to run must be a tensor instead. */
export const literalOp = defineOp<'literal', { value: number; dtype: DType }>({
  name: 'literal',
  infer: (_, { dtype }) => [{ shape: [], dtype }],
})

/** A scalar with a fixed value. */
export const literal = (value: number, dtype: DType = 'float32'): Tensor =>
  apply(literalOp, [], { value, dtype })

/** The value of a literal, undefined for every other tensor. */
export function literalValue(tensor: Tensor): number | undefined {
  const { source } = tensor
  return source.kind === 'node' && source.node.op === literalOp
    ? Number(source.node.attributes['value'])
    : undefined
}

/**
 * `operand` as a tensor: a number takes the dtype of the tensor beside it.
 *
 * @param op, index where it stands, for messages.
 */
export function asTensor(operand: Tensor | number, beside: Tensor, op = 'literal', index = 1): Tensor {
  if (isTensor(operand)) return operand
  if (typeof operand !== 'number') throw notATensor(op, index, operand)
  if (!isTensor(beside)) throw notATensor(op, 1 - index, beside)
  if (!holds(beside.dtype, operand)) {
    throw mistake('dtype-mismatch', {
      what: `${op}: ${operand} is not a number of ${beside.dtype}, which the tensor beside it is.`,
      fix: `Convert the tensor first, for example x.cast('${Number.isInteger(operand) ? 'int32' : 'float32'}').`,
    })
  }
  return literal(operand, beside.dtype)
}

/** Whether a number can be one of this dtype, rounded at most. */
function holds(dtype: DType, value: number): boolean {
  if (dtype === 'bool') return value === 0 || value === 1
  const limits = integerRange(dtype)
  return !limits || (Number.isInteger(value) && value >= limits[0] && value <= limits[1])
}

export const iotaOp = defineOp<'iota', { length: Dimension; dtype: DType }>({
  name: 'iota',
  infer: (_, { length, dtype }) => [{ shape: [length], dtype }],
})

/** 0, 1, … `length` − 1. The length may be symbolic. */
export const iota = (length: Dimension, dtype: DType = 'int32'): Tensor =>
  apply(iotaOp, [], { length, dtype })

export const bernoulliOp = defineOp<'bernoulli', BernoulliAttributes>({
  name: 'bernoulli',
  infer: (_, { shape }) => [{ shape, dtype: 'float32' }],
})

/**
 * A mask drawn on the host before a run and fed to the graph: `1 / keep` where an element is kept, else 0.
 * `key` is the path of a traced random key: which argument it is, and how it was folded.
 */
export interface BernoulliAttributes {
  readonly shape: Shape
  readonly keep: number
  readonly key: { readonly leaf: number; readonly folds: readonly number[] }
}

export const bernoulliAttributes = (node: Node): BernoulliAttributes => attributesOf(bernoulliOp, node)
