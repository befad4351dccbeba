import { deepStrictEqual, ok, rejects } from 'node:assert/strict'
import { GraftError, type GraftErrorCode, RandomKey } from '@graftjs/base'
import { fromTypedArray } from '../../../tensor/create'
import { elementCount } from '../../../tensor/shape'
import type { Tensor } from '../../../tensor/tensor'
import { readData } from '../../../transform/evaluate'

/** A tensor of normal random numbers. */
export const random = (shape: readonly number[], seed = 1): Tensor =>
  fromTypedArray(Float32Array.from(RandomKey.from(seed).normal(elementCount(shape))), shape)

export const row = (...values: number[]): Tensor => fromTypedArray(Float32Array.from(values), [values.length])

/** The elements as plain numbers. */
export const numbersOf = async (tensor: Tensor): Promise<number[]> =>
  Array.from(await readData(tensor), Number)

/** Asserts the exact elements. */
export async function assertElements(tensor: Tensor, expected: readonly number[]): Promise<void> {
  deepStrictEqual(await numbersOf(tensor), [...expected])
}

/** Asserts that `run` fails with a GraftError, of one of these codes if any are named. */
export async function assertFails(run: () => Promise<unknown>, ...codes: GraftErrorCode[]): Promise<void> {
  await rejects(run, (error: unknown) => {
    ok(GraftError.isInstance(error), `not a GraftError: ${String(error)}`)
    ok(
      codes.length === 0 || codes.includes(error.code),
      `${error.code} instead of ${codes}: ${error.message}`,
    )
    return true
  })
}
