import { isFloat } from '@graftjs/core'
import { direct, type Lowering } from './lowering'

/** Whole numbers by ONNX's Mod, whose sign is the divisor's; it does not know that of floating-point ones. */
const modulo: Lowering<'modulo'> = ({ writer, inputs: [a, b], operands }) => {
  if (!isFloat(operands[0]!.dtype)) return writer.node('Mod', [a!, b!])
  const whole = writer.node('Floor', [writer.node('Div', [a!, b!])])
  return writer.node('Sub', [a!, writer.node('Mul', [b!, whole])])
}

export const arithmetic = {
  add: direct('Add'),
  subtract: direct('Sub'),
  multiply: direct('Mul'),
  divide: direct('Div'),
  negate: direct('Neg'),
  power: direct('Pow'),
  modulo,
}

export const unary = {
  exp: direct('Exp'),
  log: direct('Log'),
  sqrt: direct('Sqrt'),
  tanh: direct('Tanh'),
  sigmoid: direct('Sigmoid'),
  erf: direct('Erf'),
  abs: direct('Abs'),
  sign: direct('Sign'),
  relu: direct('Relu'),
  sin: direct('Sin'),
  cos: direct('Cos'),
  asin: direct('Asin'),
  acos: direct('Acos'),
  atan: direct('Atan'),
  floor: direct('Floor'),
  ceil: direct('Ceil'),
  round: direct('Round'),
}

export const comparison = {
  equal: direct('Equal'),
  less: direct('Less'),
  greater: direct('Greater'),
  lessEqual: direct('LessOrEqual'),
  greaterEqual: direct('GreaterOrEqual'),
  and: direct('And'),
  or: direct('Or'),
  not: direct('Not'),
  where: direct('Where'),
  maximum: direct('Max'),
  minimum: direct('Min'),
}

/** Names only: the result is the operand. */
export const identity = ({ inputs }: { readonly inputs: readonly string[] }): string => inputs[0]!
