import { mistake } from '../tensor/mistake'
import { isTensor, type Tensor } from '../tensor/tensor'
import { apply, defineOp, notATensor, numberDType } from './apply'
import { combined, sumTo } from './broadcast'
import { asTensor, literalValue } from './source'

export const addOp = defineOp({
  name: 'add',
  infer: (inputs) => [combined('add', inputs)],
  gradient: ({ inputs: [a, b], gradient }) => [sumTo(gradient, a!.shape), sumTo(gradient, b!.shape)],
})

export const subtractOp = defineOp({
  name: 'subtract',
  infer: (inputs) => [combined('subtract', inputs)],
  gradient: ({ inputs: [a, b], gradient }) => [sumTo(gradient, a!.shape), sumTo(negate(gradient), b!.shape)],
})

export const multiplyOp = defineOp({
  name: 'multiply',
  infer: (inputs) => [combined('multiply', inputs)],
  gradient: ({ inputs: [a, b], gradient }) => [
    sumTo(multiply(gradient, b!), a!.shape),
    sumTo(multiply(gradient, a!), b!.shape),
  ],
})

export const divideOp = defineOp({
  name: 'divide',
  infer: (inputs) => [combined('divide', inputs)],
  gradient: ({ inputs: [a, b], outputs: [quotient], gradient }) => [
    sumTo(divide(gradient, b!), a!.shape),
    sumTo(negate(divide(multiply(gradient, quotient!), b!)), b!.shape),
  ],
})

export const negateOp = defineOp({
  name: 'negate',
  infer: ([x]) => [{ shape: x!.shape, dtype: numberDType('negate', [x!]) }],
  gradient: ({ gradient }) => [negate(gradient)],
})

/** A tensor, or a number that takes the dtype of the tensor beside it. */
export type Operand = Tensor | number

/** @internal Both operands as tensors. */
export function pair(op: string, a: Operand, b: Operand): readonly [Tensor, Tensor] {
  if (typeof a === 'number') {
    if (typeof b !== 'number') return [asTensor(a, b, op, 0), b]
    throw mistake('invalid-data', {
      what: `${op}: both operands are plain numbers, ${a} and ${b}.`,
      fix: `Compute with JavaScript's own operators, or make a tensor of one: scalar(${a}).`,
    })
  }
  if (!isTensor(a)) throw notATensor(op, 0, a)
  return [a, asTensor(b, a, op)]
}

/** `a + b`, broadcast. */
export function add(a: Operand, b: Operand): Tensor {
  const [left, right] = pair('add', a, b)
  if (literalValue(right) === 0) return left
  if (literalValue(left) === 0) return right
  return apply(addOp, [left, right], {})
}

/** `a − b`, broadcast. */
export function subtract(a: Operand, b: Operand): Tensor {
  const [left, right] = pair('subtract', a, b)
  return literalValue(right) === 0 ? left : apply(subtractOp, [left, right], {})
}

/** `a · b`, element by element, broadcast. */
export function multiply(a: Operand, b: Operand): Tensor {
  const [left, right] = pair('multiply', a, b)
  if (literalValue(right) === 1) return left
  if (literalValue(left) === 1) return right
  return apply(multiplyOp, [left, right], {})
}

/** `a / b`, broadcast. Whole numbers divide towards zero. */
export function divide(a: Operand, b: Operand): Tensor {
  const [left, right] = pair('divide', a, b)
  return literalValue(right) === 1 ? left : apply(divideOp, [left, right], {})
}

/** `−x` */
export const negate = (x: Tensor): Tensor => apply(negateOp, [x], {})
