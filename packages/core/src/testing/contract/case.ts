import type { RandomKey } from '@graftjs/base'
import type { OpName } from '../../ops/table'
import type { DType } from '../../tensor/dtype'
import type { Tensor } from '../../tensor/tensor'

/** One expression that every engine must compute, forward and backward, as the reference does. */
export interface Case {
  readonly name: string
  readonly inputs: readonly Operand[]
  readonly run: (...inputs: readonly Tensor[]) => Tensor | readonly Tensor[]
  /** Values of the symbolic sizes in the operands' shapes: one executable runs at each of them. */
  readonly sizes?: readonly Readonly<Record<string, number>>[]
  /**
   * What an error is measured against: the largest value (the default), or, for sums in which terms may
   * cancel, the largest value that the same sums reach with all operands positive.
   */
  readonly scale?: 'values' | 'magnitudes'
  /** Second derivatives are held against the reference too. */
  readonly smooth?: boolean
  /** Operands lie on kinks, or are of extreme size: finite differences say nothing. */
  readonly kinks?: boolean
}

/** The cases of a family of operations. */
export type CasesOf<Name extends OpName> = { readonly [N in Name]: readonly Case[] }

/** A random operand. */
export interface Operand {
  /** A text is a symbolic size. */
  readonly shape: readonly (number | string)[]
  readonly dtype: DType
  readonly fill: (key: RandomKey, count: number) => ArrayLike<number>
}

type Sizes = Operand['shape']

/** Numbers of the normal distribution, both signs. */
export const normal = (shape: Sizes, scale = 1, dtype: DType = 'float32'): Operand => ({
  shape,
  dtype,
  fill: (key, count) => key.normal(count).map((value) => value * scale),
})

/** Numbers from `low` to `high`. */
export const between = (shape: Sizes, low: number, high: number): Operand => ({
  shape,
  dtype: 'float32',
  fill: (key, count) => key.uniform(count).map((value) => low + (high - low) * value),
})

/** Numbers of both signs whose sizes are spread evenly over the powers of ten from `low` to `high`. */
export const magnitudes = (shape: Sizes, low: number, high: number): Operand => ({
  shape,
  dtype: 'float32',
  fill: (key, count) => {
    const signs = key.fold(1).uniform(count)
    return key.uniform(count).map((u, i) => (signs[i]! < 0.5 ? -1 : 1) * 10 ** (low + (high - low) * u))
  },
})

/** Whole numbers from `low` to `high`, both included; few of them make ties. */
export const whole = (shape: Sizes, low: number, high: number, dtype: DType = 'float32'): Operand => ({
  shape,
  dtype,
  fill: (key, count) => key.uniform(count).map((u) => low + Math.floor((high - low + 1) * u)),
})

/** False and true. */
export const bools = (shape: Sizes): Operand => whole(shape, 0, 1, 'bool')

/** These numbers. */
export const given = (values: readonly number[], shape: Sizes = [values.length]): Operand => ({
  shape,
  dtype: 'float32',
  fill: () => values,
})

/** Two sizes for symbolic batches and sequences. */
export const twoSizes = [
  { batch: 3, length: 5 },
  { batch: 7, length: 2 },
] as const
