import { broadcastShapes } from '../../tensor/shape'
import type { Tensor } from '../../tensor/tensor'
import { applyAll, defineOp, floatDType } from '../apply'
import { add, divide, multiply, subtract } from '../arithmetic'
import { reducedShape, sumTo } from '../broadcast'
import { count } from '../count'
import { mean } from '../reduction'
import { literal } from '../source'
import { sqrt } from '../unary'

export interface StandardizeAttributes {
  readonly axes: readonly number[]
  readonly epsilon: number
}

/**
 * Inputs x and, where there are some, a scale and an offset that broadcast to it; results y, the mean and the
 * variance over the axes. One operation, because its gradient needs fewer passes over x than its parts' would.
 */
export const standardizeOp = defineOp<'standardize', StandardizeAttributes>({
  name: 'standardize',
  infer: ([x, ...affine], { axes }) => {
    const dtype = floatDType('standardize', [x!, ...affine])
    const statistics = { shape: reducedShape(x!.shape, { axes, keepDimensions: true }), dtype }
    return [{ shape: x!.shape, dtype }, statistics, statistics]
  },
  compose: ([x, scale, offset], { axes, epsilon }) => {
    const over = { axes, keepDimensions: true }
    const center = mean(x!, over)
    const centered = subtract(x!, center)
    const variance = mean(multiply(centered, centered), over)
    const scaled = multiply(centered, slopeOf(inverseOf(variance, epsilon), scale))
    return [offset ? add(scaled, offset) : scaled, center, variance]
  },
  // Of y = c · s + b, with c = x − mean and s = scale / √(variance + ε), so that dx is a · g + b · c + d with a, b
  // and d from sums over the axes.
  gradient: ({
    inputs: [x, scale, offset],
    outputs: [, center, variance],
    attributes: { axes, epsilon },
    gradients: [g, towardsCenter, towardsVariance],
  }) => {
    const elements = count(x!, axes)
    const inverse = inverseOf(variance!, epsilon)
    const centered = subtract(x!, center!)
    const parts: Tensor[] = []
    let ofScale: Tensor | undefined
    let ofOffset: Tensor | undefined
    let perCentered = towardsVariance && divide(multiply(towardsVariance, 2), elements)
    let perElement = towardsCenter && divide(towardsCenter, elements)
    if (g) {
      const slope = slopeOf(inverse, scale)
      const products = sumTo(multiply(g, centered), slope.shape)
      const sums = sumTo(g, slope.shape)
      const pull = (total: Tensor, power: Tensor): Tensor =>
        divide(multiply(sumTo(slopeOf(total, scale), inverse.shape), power), multiply(elements, -1))
      const cubed = multiply(multiply(inverse, inverse), inverse)
      perCentered = sumOf(pull(products, cubed), perCentered)
      perElement = sumOf(pull(sums, inverse), perElement)
      ofScale = scale && sumTo(multiply(products, inverse), scale.shape)
      ofOffset = offset && sumTo(sums, offset.shape)
      parts.push(multiply(g, slope))
    }
    if (perCentered) parts.push(multiply(centered, perCentered))
    const own = parts.reduce<Tensor | undefined>(sumOf, undefined)
    return [sumOf(own, perElement), ofScale, ofOffset].slice(0, scale ? 3 : 1)
  },
})

const inverseOf = (variance: Tensor, epsilon: number): Tensor =>
  divide(literal(1, variance.dtype), sqrt(add(variance, epsilon)))

const slopeOf = (inverse: Tensor, scale: Tensor | undefined): Tensor =>
  scale ? multiply(inverse, scale) : inverse

function sumOf(a: Tensor, b: Tensor | undefined): Tensor
function sumOf(a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined
function sumOf(a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined {
  return a && b ? add(a, b) : (a ?? b)
}

/** x with mean 0 and variance 1 over `axes`, scaled and shifted, and the mean and variance that it had. */
export function standardize(
  x: Tensor,
  {
    axes,
    epsilon,
    scale,
    offset,
  }: StandardizeAttributes & { scale: Tensor | undefined; offset: Tensor | undefined },
): { readonly result: Tensor; readonly mean: Tensor; readonly variance: Tensor } {
  const inputs = scale && offset ? [x, scale, offset] : [x]
  for (const parameter of inputs.slice(1)) broadcastShapes('standardize', x.shape, parameter.shape)
  const [result, center, variance] = applyAll(standardizeOp, inputs, { axes, epsilon })
  return { result: result!, mean: center!, variance: variance! }
}
