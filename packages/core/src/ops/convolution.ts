import {
  addDimensions,
  type Dimension,
  equalDimensions,
  floorDivide,
  formatDimension,
  multiplyDimensions,
  subtractDimensions,
} from '../tensor/dimension'
import { mistake } from '../tensor/mistake'
import { equalShapes, type Shape, shapeError, sizeOf } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp, floatDType } from './apply'
import { add } from './arithmetic'
import { sum } from './broadcast'
import { matmul } from './matmul'
import { reshape } from './reshape'
import { unfoldBy } from './unfold'
import {
  type PerAxis,
  perAxis,
  type WindowAttributes,
  type WindowOptions,
  windowAttributes,
  windowShape,
} from './window'

export interface ConvolutionAttributes extends WindowAttributes {
  /** Input and output channels are split into so many groups that do not see one another. */
  readonly groups: number
}

/** The spatial sizes of a filter, which are always known. */
function kernelOf(op: string, shape: Shape): number[] {
  return shape.slice(2).map((size) => {
    if (typeof size === 'number' && size > 0) return size
    throw shapeError(op, [shape], 'a kernel size is not a number above 0.', 'Give the filter fixed sizes.')
  })
}

function assertFilter(op: string, x: Shape, filter: Shape, channels: Dimension, groups: number): void {
  const fits =
    x.length === filter.length &&
    x.length >= 3 &&
    typeof filter[1] === 'number' &&
    typeof filter[0] === 'number' &&
    equalDimensions(channels, filter[1] * groups) &&
    filter[0] % groups === 0
  if (fits) return
  throw shapeError(
    op,
    [x, filter],
    `the filter does not fit the channels in ${groups} ${groups === 1 ? 'group' : 'groups'}.`,
    'Give the input the shape [batch, channels, …spatial], and the filter [outputs, channels / groups, …kernel].',
  )
}

/** Inputs x `[batch, channels, …size]` and a filter `[outputs, channels / groups, …kernel]`. */
export const convolveOp = defineOp<'convolve', ConvolutionAttributes>({
  name: 'convolve',
  infer: ([x, filter], attributes) => {
    const dtype = floatDType('convolve', [x!, filter!])
    assertFilter('convolve', x!.shape, filter!.shape, x!.shape[1]!, attributes.groups)
    const places = windowShape('convolve', x!.shape.slice(2), kernelOf('convolve', filter!.shape), attributes)
    return [{ shape: [x!.shape[0]!, filter!.shape[0]!, ...places], dtype }]
  },
  gradient: ({ inputs: [x, filter], attributes, gradient }) => [
    convolveInput(gradient, filter!, attributes, x!.shape.slice(2)),
    convolveFilter(x!, gradient, attributes, kernelOf('convolve', filter!.shape)),
  ],
})

/** `convolve` and a bias `[outputs]`, which an engine may add while a result is at hand. */
export const convolveBiasedOp = defineOp<'convolveBiased', ConvolutionAttributes>({
  name: 'convolveBiased',
  infer: ([x, filter, bias], attributes) => {
    floatDType('convolveBiased', [x!, bias!])
    if (!equalShapes(bias!.shape, filter!.shape.slice(0, 1))) {
      throw shapeError(
        'convolve',
        [filter!.shape, bias!.shape],
        'the bias has not one element for each output.',
        'Give it the shape [outputs].',
      )
    }
    return convolveOp.infer([x!, filter!], attributes)
  },
  compose: ([x, filter, bias], attributes) => {
    const ones = attributes.strides.map(() => 1)
    return [add(apply(convolveOp, [x!, filter!], attributes), reshape(bias!, [bias!.shape[0]!, ...ones]))]
  },
})

/** The adjoint of `convolve` for its input: inputs as convolve's result and its filter. */
export const convolveInputOp = defineOp<'convolveInput', ConvolutionAttributes & { size: Shape }>({
  name: 'convolveInput',
  infer: ([result, filter], { size, ...attributes }) => {
    const dtype = floatDType('convolveInput', [result!, filter!])
    const kernel = kernelOf('convolveInput', filter!.shape)
    const places = windowShape('convolveInput', size, kernel, attributes)
    const channels = Number(filter!.shape[1]) * attributes.groups
    assertFilter('convolveInput', result!.shape, filter!.shape, channels, attributes.groups)
    if (!equalShapes(result!.shape.slice(1), [filter!.shape[0]!, ...places])) {
      throw shapeError(
        'convolveInput',
        [result!.shape, filter!.shape],
        `a convolution of the sizes ${size.map(formatDimension)} does not give the first shape.`,
        'Use the sizes of the input whose convolution has this shape.',
      )
    }
    return [{ shape: [result!.shape[0]!, channels, ...size], dtype }]
  },
  gradient: ({ inputs: [result, filter], attributes: { size: _, ...attributes }, gradient }) => [
    apply(convolveOp, [gradient, filter!], attributes),
    convolveFilter(gradient, result!, attributes, kernelOf('convolveInput', filter!.shape)),
  ],
})

const convolveInput = (
  result: Tensor,
  filter: Tensor,
  attributes: ConvolutionAttributes,
  size: Shape,
): Tensor => apply(convolveInputOp, [result, filter], { ...attributes, size })

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

const convolveFilter = (
  x: Tensor,
  result: Tensor,
  attributes: ConvolutionAttributes,
  kernel: readonly number[],
): Tensor => apply(convolveFilterOp, [x, result], { ...attributes, kernel })

export interface ConvolutionOptions extends WindowOptions {
  /** Default 1; as many as channels make a depthwise convolution. */
  readonly groups?: number
}

/**
 * The convolution (cross-correlation) of neural networks over 1, 2 or 3 spatial axes: `[batch, channels,
 * …size]` with a filter `[outputs, channels / groups, …kernel]` gives `[batch, outputs, …places]`, PyTorch's
 * layout and its `conv1d`, `conv2d`, `conv3d`.
 */
export const convolve = (x: Tensor, filter: Tensor, options: ConvolutionOptions = {}): Tensor =>
  apply(convolveOp, [x, filter], attributesOf(x, filter, options))

/** @internal The same with a bias `[outputs]`. */
export const convolveBiased = (
  x: Tensor,
  filter: Tensor,
  bias: Tensor,
  options: ConvolutionOptions = {},
): Tensor => apply(convolveBiasedOp, [x, filter, bias], attributesOf(x, filter, options))

function attributesOf(
  x: Tensor,
  filter: Tensor,
  { groups = 1, ...options }: ConvolutionOptions,
): ConvolutionAttributes {
  assertGroups('convolve', groups)
  return { ...windowAttributes('convolve', x.shape, kernelOf('convolve', filter.shape), options), groups }
}

export interface TransposedOptions extends Omit<ConvolutionOptions, 'padding'> {
  /** How much padding the convolution had whose input is wanted. Default 0. */
  readonly padding?: PerAxis | readonly (readonly [number, number])[]
  /** Elements to add after the result, where several input sizes have the same convolution. Default 0. */
  readonly outputPadding?: PerAxis
}

/**
 * The transposed convolution: `[batch, channels, …size]` with a filter `[channels, outputs / groups, …kernel]`
 * gives `[batch, outputs, …]`, upsampled by the stride; PyTorch's `conv_transpose1d` to `conv_transpose3d`.
 */
export function convolveTransposed(
  x: Tensor,
  filter: Tensor,
  { groups = 1, outputPadding = 0, ...options }: TransposedOptions = {},
): Tensor {
  assertGroups('convolveTransposed', groups)
  const kernel = kernelOf('convolveTransposed', filter.shape)
  const window = windowAttributes('convolveTransposed', x.shape, kernel, options)
  const extra = perAxis('convolveTransposed', 'outputPadding', outputPadding, kernel.length, 0)
  const size = x.shape.slice(2).map((length, axis) => {
    const { strides, dilations, low, high } = window
    const extent = dilations[axis]! * (kernel[axis]! - 1) + 1
    const steps = multiplyDimensions(subtractDimensions(length, 1), strides[axis]!)
    return addDimensions(steps, extent - low[axis]! - high[axis]! + extra[axis]!)
  })
  return convolveInput(x, filter, { ...window, groups }, size)
}

function assertGroups(op: string, groups: number): void {
  if (Number.isInteger(groups) && groups >= 1) return
  throw mistake('invalid-option', {
    what: `${op}: groups is ${groups}.`,
    fix: 'Use a whole number from 1 on that divides the channels.',
  })
}
