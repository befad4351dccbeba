import { errorFunction } from './error-function'
import type { Operands } from './kernel'

/** A kernel that computes each element from one element. */
const each =
  (compute: (x: number) => number) =>
  ({ inputs: [x] }: Operands): Float64Array =>
    x!.data.map(compute)

export const unary = {
  exp: each(Math.exp),
  log: each(Math.log),
  sqrt: each(Math.sqrt),
  tanh: each(Math.tanh),
  sigmoid: each((x) => 1 / (1 + Math.exp(-x))),
  erf: each(errorFunction),
  abs: each(Math.abs),
  sign: each(Math.sign),
  relu: each((x) => Math.max(x, 0)),
}
