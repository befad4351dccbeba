import type { OpName } from '../../../ops/table'
import {
  abs,
  acos,
  asin,
  atan,
  ceil,
  cos,
  erf,
  exp,
  floor,
  log,
  reciprocal,
  relu,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  sqrt,
  tan,
  tanh,
} from '../../../ops/unary'
import type { Tensor } from '../../../tensor/tensor'
import { between, type Case, type CasesOf, given, normal, type Operand, twoSizes, whole } from '../case'

type Unary = Extract<
  OpName,
  | ('exp' | 'log' | 'sqrt' | 'tanh' | 'sigmoid' | 'erf' | 'abs' | 'sign' | 'relu')
  | ('sin' | 'cos' | 'asin' | 'acos' | 'atan' | 'floor' | 'ceil' | 'round')
>

interface Tried {
  readonly operand?: (shape: Operand['shape']) => Operand
  readonly smooth?: boolean
  /** Operands at the edges of what the operation can do. */
  readonly edges: readonly number[]
}

function each(run: (x: Tensor) => Tensor, { operand = normal, smooth = false, edges }: Tried): Case[] {
  const single = (name: string, input: Operand): Case => ({
    name,
    inputs: [input],
    run: (x) => run(x!),
    smooth,
  })
  return [
    single('matrix', operand([3, 5])),
    single('rank 0', operand([])),
    single('long', operand([2, 1, 130])),
    single('an empty axis', operand([0, 3])),
    { ...single('symbolic', operand(['batch', 3, 'length'])), sizes: twoSizes },
    { ...single('edges', given(edges)), smooth: false, kinks: true },
  ]
}

const positive = (shape: Operand['shape']): Operand => between(shape, 0.1, 4)
const inside = (shape: Operand['shape']): Operand => between(shape, -0.95, 0.95)
const angles = [-100, -3, -1e-3, -1e-8, 0, 1e-8, 1e-3, 0.7, 3, 100]
const halves = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, -2, -0.2, 0, 0.3, 7]
const far = [-100, -30, -18, -8, -1e-3, -1e-8, 0, 1e-8, 1e-3, 8, 18, 30, 100]

const int32 = (run: (x: Tensor) => Tensor): Case => ({
  name: 'int32',
  inputs: [whole([7], -5, 5, 'int32')],
  run: (x) => run(x!),
})

const composed = (name: string, run: (x: Tensor) => Tensor): Case => ({
  name,
  inputs: [between([3, 4], 0.3, 1.2)],
  run: (x) => run(x!),
  smooth: true,
})

export const unary: CasesOf<Unary> = {
  exp: each(exp, { smooth: true, edges: [-200, -87, -20, -1e-6, 0, 1e-6, 20, 80] }),
  log: each(log, { operand: positive, smooth: true, edges: [1e-30, 1e-10, 0.999, 1, 1.001, 1e10, 1e30] }),
  sqrt: [
    ...each(sqrt, { operand: positive, smooth: true, edges: [1e-20, 1e-6, 1, 1e6, 1e20] }),
    composed('reciprocal', reciprocal),
    composed('reciprocal of the root', rsqrt),
  ],
  tanh: each(tanh, { smooth: true, edges: far }),
  sigmoid: each(sigmoid, { smooth: true, edges: far }),
  erf: each(erf, { smooth: true, edges: far }),
  abs: [...each(abs, { edges: [...far, -0] }), int32(abs)],
  sign: [...each(sign, { edges: far }), int32(sign)],
  sin: [...each(sin, { smooth: true, edges: angles }), composed('tangent', tan)],
  cos: each(cos, { smooth: true, edges: angles }),
  asin: each(asin, { operand: inside, smooth: true, edges: [-0.999, -1e-6, 0, 1e-6, 0.999] }),
  acos: each(acos, { operand: inside, smooth: true, edges: [-0.999, -1e-6, 0, 1e-6, 0.999] }),
  atan: each(atan, { smooth: true, edges: far }),
  floor: each(floor, { edges: halves }),
  ceil: each(ceil, { edges: halves }),
  round: each(round, { edges: halves }),
  relu: each(relu, { edges: [...far, -0] }),
}
