import { normalizeAxis } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp, numberDType } from './apply'

export interface CumulativeAttributes {
  readonly axis: number
  readonly reverse: boolean
  readonly exclusive: boolean
}

export const cumulativeSumOp = defineOp<'cumulativeSum', CumulativeAttributes>({
  name: 'cumulativeSum',
  infer: ([x]) => [{ shape: x!.shape, dtype: numberDType('cumulativeSum', [x!]) }],
  gradient: ({ attributes: { axis, reverse, exclusive }, gradient }) => [
    cumulativeSum(gradient, axis, { reverse: !reverse, exclusive }),
  ],
})

export interface CumulativeOptions {
  /** Starts at the end of the axis. Default: false. */
  readonly reverse?: boolean
  /** Each element counts for those after it alone, so that the first sum is 0. Default: false. */
  readonly exclusive?: boolean
}

/** The running sum along `axis`, NumPy's `cumsum`. */
export const cumulativeSum = (
  x: Tensor,
  axis = -1,
  { reverse = false, exclusive = false }: CumulativeOptions = {},
): Tensor =>
  apply(cumulativeSumOp, [x], { axis: normalizeAxis('cumulativeSum', axis, x.shape), reverse, exclusive })
