import { GraftError } from '@graftjs/base'
import { isFloat } from '../../tensor/dtype'
import type { Tensor } from '../../tensor/tensor'
import { apply, defineOp, sameDType } from '../apply'
import { multiply } from '../arithmetic'
import { cast } from '../cast'
import { equal, maximum, minimum } from '../comparison'

export interface Bounds {
  readonly low: number
  readonly high: number
}

export const clampOp = defineOp<'clamp', Bounds>({
  name: 'clamp',
  infer: ([x]) => [{ shape: x!.shape, dtype: sameDType('clamp', [x!]) }],
  compose: ([x], { low, high }) => {
    const raised = low > Number.NEGATIVE_INFINITY ? maximum(x!, low) : x!
    return [high < Number.POSITIVE_INFINITY ? minimum(raised, high) : raised]
  },
  // It passes where x stayed what it was, also at a bound, as in PyTorch.
  gradient: ({ inputs: [x], outputs: [y], gradient }) => [
    multiply(gradient, cast(equal(x!, y!), gradient.dtype)),
  ],
})

/** x, but at least `low` and at most `high`; an infinite bound is none. */
export function clamp(x: Tensor, low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY): Tensor {
  if (!(low <= high)) {
    throw new GraftError('invalid-option', {
      what: `clamp: the lower bound ${low} is not at or below the upper bound ${high}.`,
      fix: 'Pass the smaller number first.',
    })
  }
  const unbounded = low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY
  if (unbounded) return x
  if (!isFloat(x.dtype)) {
    const raised = low > Number.NEGATIVE_INFINITY ? maximum(x, low) : x
    return high < Number.POSITIVE_INFINITY ? minimum(raised, high) : raised
  }
  return apply(clampOp, [x], { low, high })
}
