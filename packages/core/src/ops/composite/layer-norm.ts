import { equalDimensions } from '../../tensor/dimension'
import { shapeError } from '../../tensor/shape'
import type { Tensor } from '../../tensor/tensor'
import { applyAll, defineOp, floatDType } from '../apply'
import { add, divide, multiply, negate, subtract } from '../arithmetic'
import { reducedShape, sumTo } from '../broadcast'
import { count } from '../count'
import { mean } from '../reduction'
import { literal } from '../source'
import { sqrt } from '../unary'

const last = { axes: -1, keepDimensions: true } as const

/** Inputs x, scale, offset; results y, the mean and 1 / the standard deviation over the last axis. */
export const layerNormOp = defineOp<'layerNorm', { epsilon: number }>({
  name: 'layerNorm',
  infer: ([x, scale, offset]) => {
    const dtype = floatDType('layerNorm', [x!, scale!, offset!])
    for (const parameter of [scale!, offset!]) {
      const size = x!.shape.at(-1)
      if (size === undefined || parameter.shape.length !== 1 || !equalDimensions(parameter.shape[0]!, size)) {
        throw shapeError(
          'layerNorm',
          [x!.shape, parameter.shape],
          'scale and offset do not match the last axis.',
          'Give them the size of the last axis.',
        )
      }
    }
    const statistics = reducedShape(x!.shape, { axes: [x!.shape.length - 1], keepDimensions: true })
    return [
      { shape: x!.shape, dtype },
      { shape: statistics, dtype },
      { shape: statistics, dtype },
    ]
  },
  compose: ([x, scale, offset], { epsilon }) => {
    const center = mean(x!, last)
    const centered = subtract(x!, center)
    const inverse = divide(literal(1, x!.dtype), sqrt(add(mean(multiply(centered, centered), last), epsilon)))
    return [add(multiply(multiply(centered, inverse), scale!), offset!), center, inverse]
  },
  gradient: ({
    inputs: [x, scale, offset],
    outputs: [, center, inverse],
    gradients: [g, gCenter, gInverse],
  }) => {
    const size = count(x!, [x!.rank - 1])
    const normalized = multiply(subtract(x!, center!), inverse!)
    const parts: Tensor[] = []
    if (g) {
      const inner = multiply(g, scale!)
      const pulled = add(mean(inner, last), multiply(normalized, mean(multiply(inner, normalized), last)))
      parts.push(multiply(inverse!, subtract(inner, pulled)))
    }
    // The statistics are results too: a second derivative asks for their gradients.
    if (gCenter) parts.push(divide(gCenter, size))
    if (gInverse)
      parts.push(negate(divide(multiply(multiply(gInverse, multiply(inverse!, inverse!)), normalized), size)))
    return [
      parts.length > 0
        ? sumTo(
            parts.reduce((total, part) => add(total, part)),
            x!.shape,
          )
        : undefined,
      g && sumTo(multiply(g, normalized), scale!.shape),
      g && sumTo(g, offset!.shape),
    ]
  },
})

/**
 * Normalises the last axis to mean 0 and variance 1, then scales and shifts it (Ba et al., arXiv:1607.06450).
 * `scale` and `offset` have the size of the last axis.
 */
export const layerNorm = (x: Tensor, scale: Tensor, offset: Tensor, epsilon = 1e-5): Tensor =>
  applyAll(layerNormOp, [x, scale, offset], { epsilon })[0]!
