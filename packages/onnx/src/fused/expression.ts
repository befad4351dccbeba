import type { PrimitiveName } from '@graftjs/core'

/**
 * The opcodes, after the SIMD prefix, of what computes to the bit what ONNX Runtime's operator computes. Not among
 * them: maximum, minimum and relu, which decide otherwise between 0 and −0.
 */
export const opcodes = {
  add: 0xe4,
  subtract: 0xe5,
  multiply: 0xe6,
  divide: 0xe7,
  negate: 0xe1,
  abs: 0xe0,
  sqrt: 0xe3,
} as const satisfies { readonly [Name in PrimitiveName]?: number }

export type FusedName = keyof typeof opcodes

export const isFused = (name: string): name is FusedName => Object.hasOwn(opcodes, name)

/** A value computed from values of lower numbers, or a literal. */
export type Step =
  | { readonly name: FusedName; readonly operands: readonly number[] }
  /** The bits of a float32. */
  | { readonly literal: number }

/**
 * What a kernel computes for each element, as a list. Values are numbered: first the elements of the tensors that
 * it reads, then the scalars, then the results of the steps.
 */
export interface Expression {
  readonly tensors: number
  readonly scalars: number
  readonly steps: readonly Step[]
  /** Numbers of the values that are written, one for each tensor of results. */
  readonly outputs: readonly number[]
}
