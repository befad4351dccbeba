import type { GradientCall, Op } from '../graph/node'
import { normalizeAxes, normalizeAxis, type Shape, shapeError, sizeOf } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp, floatDType, numberDType } from './apply'
import { divide, multiply } from './arithmetic'
import { type ReduceAttributes, reducedShape, sum } from './broadcast'
import { cast } from './cast'
import { equal, where } from './comparison'
import { count } from './count'
import { expandDimensions, transpose } from './layout'
import { checkReduceOptions, type ReduceOptions } from './reduce-options'
import { reshape } from './reshape'
import { asTensor, iota } from './source'

function assertNotEmpty(op: string, shape: Shape, axes: readonly number[]): void {
  if (!axes.some((axis) => shape[axis] === 0)) return
  throw shapeError(
    op,
    [shape],
    'an empty axis has no largest or smallest element.',
    'Reduce another axis, or make sure that there is at least one element.',
  )
}

/** Ties share the gradient evenly, as in PyTorch's amax and JAX. */
function sharedGradient({
  inputs: [x],
  outputs: [y],
  attributes: { axes },
  gradient,
}: GradientCall<ReduceAttributes>): readonly Tensor[] {
  const kept = reducedShape(x!.shape, { axes, keepDimensions: true })
  const chosen = cast(equal(x!, reshape(y!, kept)), gradient.dtype)
  const share = divide(chosen, sum(chosen, { axes, keepDimensions: true }))
  return [multiply(share, reshape(gradient, kept))]
}

const extreme = <const Name extends string>(name: Name) =>
  defineOp<Name, ReduceAttributes>({
    name,
    infer: ([x], attributes) => {
      assertNotEmpty(name, x!.shape, attributes.axes)
      return [{ shape: reducedShape(x!.shape, attributes), dtype: numberDType(name, [x!]) }]
    },
    gradient: sharedGradient,
  })

export const maxOp = extreme('max')
export const minOp = extreme('min')

/** The largest element over `axes`. */
export const max = (x: Tensor, options: ReduceOptions = {}): Tensor => reduce(maxOp, x, options)
/** The smallest element over `axes`. */
export const min = (x: Tensor, options: ReduceOptions = {}): Tensor => reduce(minOp, x, options)

export const productOp = defineOp<'product', ReduceAttributes>({
  name: 'product',
  infer: ([x], attributes) => [
    { shape: reducedShape(x!.shape, attributes), dtype: numberDType('product', [x!]) },
  ],
  // The product of all others, which is right where elements are 0; it takes n² elements along n reduced ones.
  gradient: ({ inputs: [x], attributes: { axes }, gradient }) => {
    const kept = x!.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]))
    const order = [...kept, ...axes]
    const n = sizeOf(axes.map((axis) => x!.shape[axis]!))
    const keptShape = kept.map((axis) => x!.shape[axis]!)
    const rows = reshape(transpose(x!, order), [...keptShape, 1, n])
    const own = equal(expandDimensions(iota(n), 1), expandDimensions(iota(n), 0))
    const others = product(where(own, asTensor(1, x!), rows), { axes: -1 })
    const slopes = multiply(others, reshape(gradient, [...keptShape, 1]))
    const back = order.map((_, axis) => order.indexOf(axis))
    return [
      transpose(
        reshape(
          slopes,
          order.map((axis) => x!.shape[axis]!),
        ),
        back,
      ),
    ]
  },
})

/** The product over `axes`. The empty product is 1. */
export const product = (x: Tensor, options: ReduceOptions = {}): Tensor => reduce(productOp, x, options)

function reduce(op: Op<string, ReduceAttributes>, x: Tensor, options: ReduceOptions): Tensor {
  checkReduceOptions(op.name, options)
  const axes = normalizeAxes(op.name, options.axes, x.shape)
  return axes.length === 0 ? x : apply(op, [x], { axes, keepDimensions: options.keepDimensions ?? false })
}

const position = <const Name extends string>(name: Name) =>
  defineOp<Name, { axis: number; keepDimensions: boolean }>({
    name,
    infer: ([x], { axis, keepDimensions }) => {
      assertNotEmpty(name, x!.shape, [axis])
      numberDType(name, [x!])
      return [{ shape: reducedShape(x!.shape, { axes: [axis], keepDimensions }), dtype: 'int32' }]
    },
  })

export const argMaxOp = position('argMax')
export const argMinOp = position('argMin')

/** The index of the largest element along `axis` (the first one of several), as int32. */
export function argMax(x: Tensor, axis = -1, keepDimensions = false): Tensor {
  return apply(argMaxOp, [x], { axis: normalizeAxis('argMax', axis, x.shape), keepDimensions })
}

/** The index of the smallest element along `axis` (the first one of several), as int32. */
export function argMin(x: Tensor, axis = -1, keepDimensions = false): Tensor {
  return apply(argMinOp, [x], { axis: normalizeAxis('argMin', axis, x.shape), keepDimensions })
}

/** The mean over `axes` of floating-point numbers: that of whole numbers would be cut to one. */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  checkReduceOptions('mean', options)
  const axes = normalizeAxes('mean', options.axes, x.shape)
  floatDType('mean', [x])
  return divide(sum(x, { ...options, axes }), count(x, axes))
}
