import { GraftError } from '@graftjs/base'
import type { Initializer } from './initializer'

/**
 * The normal distribution without what lies further than `deviations` of it from 0 (default 2, as in Keras and
 * TensorFlow; PyTorch's `trunc_normal_` cuts at ±2 in absolute terms, which is `2 / deviation` here). What is
 * outside is drawn again.
 */
export const truncatedNormal =
  (deviation: number, { deviations = 2 }: { readonly deviations?: number } = {}): Initializer =>
  (out, _shape, key) => {
    if (!(deviations > 0)) {
      throw new GraftError('invalid-option', {
        what: `truncatedNormal: deviations is ${deviations}.`,
        fix: 'Cut at a number of deviations above 0, for example 2.',
      })
    }
    let pending = Array.from({ length: out.length }, (_, index) => index)
    for (let pass = 0; pending.length > 0; pass++) {
      const drawn = key.fold(pass).normal(pending.length)
      pending = pending.filter((index, at) => {
        const value = drawn[at]!
        if (Math.abs(value) > deviations) return true
        out[index] = value * deviation
        return false
      })
    }
  }
