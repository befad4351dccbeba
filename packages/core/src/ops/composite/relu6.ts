import type { Tensor } from '../../tensor/tensor'
import { apply, defineOp, floatDType } from '../apply'
import { multiply } from '../arithmetic'
import { cast } from '../cast'
import { greater, less } from '../comparison'
import { and } from '../logical'
import { clamp } from './clamp'

export const relu6Op = defineOp({
  name: 'relu6',
  infer: ([x]) => [{ shape: x!.shape, dtype: floatDType('relu6', [x!]) }],
  compose: ([x]) => [clamp(x!, 0, 6)],
  // By the result alone, so that x need not be kept.
  gradient: ({ outputs: [y], gradient }) => [
    multiply(gradient, cast(and(greater(y!, 0), less(y!, 6)), gradient.dtype)),
  ],
})

/** x between 0 and 6 (Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010); the gradient at 0 and 6 is 0. */
export const relu6 = (x: Tensor): Tensor => apply(relu6Op, [x], {})
