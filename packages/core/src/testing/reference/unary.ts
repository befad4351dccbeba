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
  sin: each(Math.sin),
  cos: each(Math.cos),
  asin: each(Math.asin),
  acos: each(Math.acos),
  atan: each(Math.atan),
  floor: each(Math.floor),
  ceil: each(Math.ceil),
  round: each(halfToEven),
  relu: each((x) => Math.max(x, 0)),
}

function halfToEven(x: number): number {
  const below = Math.floor(x)
  if (x - below !== 0.5) return Math.round(x)
  return below % 2 === 0 ? below : below + 1
}
