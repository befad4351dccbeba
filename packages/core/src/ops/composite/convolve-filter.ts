import { floorDivide } from '../../tensor/dimension'
import { equalShapes, shapeError, sizeOf } from '../../tensor/shape'
import type { Tensor } from '../../tensor/tensor'
import { apply, defineOp, floatDType } from '../apply'
import { sum } from '../broadcast'
import { type ConvolutionAttributes, convolveInputOp, convolveOp } from '../convolution'
import { matmul } from '../matmul'
import { reshape } from '../reshape'
import { unfoldBy } from '../unfold'
import { windowShape } from '../window'

export interface ConvolveFilterAttributes extends ConvolutionAttributes {
  readonly kernel: readonly number[]
}

/** The adjoint of `convolve` for its filter: inputs x and as convolve's result; `[outputs, channels / groups, …kernel]`. */
export const convolveFilterOp = defineOp<'convolveFilter', ConvolveFilterAttributes>({
  name: 'convolveFilter',
  infer: ([x, result], { kernel, groups, ...window }) => {
    const dtype = floatDType('convolveFilter', [x!, result!])
    const places = windowShape('convolveFilter', x!.shape.slice(2), kernel, window)
    if (!equalShapes(result!.shape.slice(2), places)) {
      throw shapeError(
        'convolveFilter',
        [x!.shape, result!.shape],
        'the second is not the shape of a convolution of the first.',
        'Use the strides, dilations and padding of that convolution.',
      )
    }
    return [{ shape: [result!.shape[1]!, floorDivide(x!.shape[1]!, groups), ...kernel], dtype }]
  },
  // For each group: results · windowsᵀ over the places, then the sum over the batch.
  compose: ([x, result], { groups, ...attributes }) => {
    const { kernel } = attributes
    const batch = x!.shape[0]!
    const channels = floorDivide(x!.shape[1]!, groups)
    const outputs = floorDivide(result!.shape[1]!, groups)
    const taps = kernel.reduce((product, size) => product * size, 1)
    const perGroup = Number(channels) * taps
    const places = sizeOf(result!.shape.slice(2))
    const windows = reshape(unfoldBy(x!, { ...attributes, fill: 0 }), [batch, groups, perGroup, places])
    const pulls = reshape(result!, [batch, groups, outputs, places])
    const products = sum(matmul(pulls, windows, { transposeB: true }), { axes: 0 })
    return [reshape(products, [result!.shape[1]!, channels, ...kernel])]
  },
  gradient: ({ inputs: [x, result], attributes: { kernel: _, ...attributes }, gradient }) => [
    apply(convolveInputOp, [result!, gradient], { ...attributes, size: x!.shape.slice(2) }),
    apply(convolveOp, [x!, gradient], attributes),
  ],
})

/** @internal The gradient of a convolution for its filter. */
export const convolveFilter = (
  x: Tensor,
  result: Tensor,
  attributes: ConvolutionAttributes,
  kernel: readonly number[],
): Tensor => apply(convolveFilterOp, [x, result], { ...attributes, kernel })
