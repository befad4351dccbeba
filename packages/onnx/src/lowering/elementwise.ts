import { direct } from './lowering'

export const arithmetic = {
  add: direct('Add'),
  subtract: direct('Sub'),
  multiply: direct('Mul'),
  divide: direct('Div'),
  negate: direct('Neg'),
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
}

export const comparison = {
  equal: direct('Equal'),
  less: direct('Less'),
  greater: direct('Greater'),
  where: direct('Where'),
  maximum: direct('Max'),
  minimum: direct('Min'),
}

/** Names only: the result is the operand. */
export const identity = ({ inputs }: { readonly inputs: readonly string[] }): string => inputs[0]!
