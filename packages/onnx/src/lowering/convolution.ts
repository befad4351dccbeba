import { elementCount, isConcrete, type Shape, sizeOf } from '@graftjs/core'
import { attribute } from '../model/graph'
import { batchFirst, batchLast, columnsOf } from './batch-last'
import { transposed, windowAttributes } from './conv-transpose'
import { depthwise, depthwiseInput, depthwiseOf } from './depthwise'
import type { GraphWriter } from './graph-writer'
import { reshapeTo } from './layout'
import type { Call, Lowering } from './lowering'
import { product } from './matmul'

/** With a bias as the third input, or without one. */
export const convolve = ({
  writer,
  inputs,
  operands,
  results,
  attributes,
}: Pick<Call<'convolve'>, 'writer' | 'inputs' | 'operands' | 'results' | 'attributes'>): string => {
  const [x, filter] = operands.map(({ shape }) => shape)
  const [batch, outputs, ...places] = results[0]!.shape
  const alone = depthwiseOf({ ...attributes, x: x!, filter: filter!, places, dtype: operands[0]!.dtype })
  if (alone) {
    const convolved = depthwise(writer, inputs[0]!, inputs[1]!, alone)
    const column = [outputs!, ...places.map(() => 1)]
    return inputs[2] ? writer.node('Add', [convolved, reshapeTo(writer, inputs[2], column)]) : convolved
  }
  if (!isSmall(attributes.groups, x!, places, FEW_PLACES)) {
    return writer.node('Conv', inputs, {
      attributes: { ...windowAttributes(attributes), group: attribute.int(attributes.groups) },
    })
  }
  const kernel = filter!.slice(2).map(Number)
  const columns = columnsOf(writer, inputs[0]!, operands[0]!, { ...attributes, kernel, places })
  const weights = reshapeTo(writer, inputs[1]!, [outputs!, sizeOf(filter!.slice(1))])
  const products = writer.node('MatMul', [weights, columns])
  const biased = inputs[2]
    ? writer.node('Add', [products, reshapeTo(writer, inputs[2], [outputs!, 1])])
    : products
  const turned = reshapeTo(writer, biased, [outputs!, ...places, batch!])
  return batchFirst(writer, turned, results[0]!.shape.length)
}

/** Places of a result up to which all of the batch are one product; above, or with a small batch, each sample is one. */
const FEW_PLACES = 64
/** The same for the gradient of the input, whose windows are then put back one by one. */
const FEWER_PLACES = 16
const LARGE_BATCH = 8

const isSmall = (groups: number, [batch]: Shape, places: Shape, few: number): boolean =>
  groups === 1 &&
  typeof batch === 'number' &&
  batch >= LARGE_BATCH &&
  isConcrete(places) &&
  elementCount(places) <= few

/** Places of an image below which ConvTranspose is the faster of the two (24.9 against 31.4 ms for 256 channels of 14 × 14). */
const WORTH_TURNING = 400
/** The same where the filter stays in a core's cache: 3.0 against 2.0 ms for 64 channels of 16 × 16, 5.7 against 4.3 for 128 of 12 × 12. */
const WORTH_TURNING_MIDDLING = 144
/**
 * Elements that such a filter has: 36,864 (64 channels to 64 by 3 × 3) and 147,456 are faster, 589,824 and LeNet's 2,400
 * (1.7 against 0.6 ms) are not.
 */
const MIDDLING_FILTER = { least: 2 ** 15, most: 2 ** 18 }

/**
 * Where the stride is 1 a convolution with the filter turned round, which ONNX Runtime computes at up to 1.7
 * times the speed of its ConvTranspose (264 against 154 GFLOP/s for 3 × 3, 64 channels of 56 × 56), and at four times
 * where channels are in groups. A filter of one element has nothing to turn.
 */
export const convolveInput: Lowering<'convolveInput'> = (call) => {
  const {
    writer,
    inputs: [result, filter],
    operands,
    results,
    attributes,
  } = call
  const { strides, dilations, low, high, groups, size } = attributes
  const filterShape = operands[1]!.shape.map(Number)
  const kernel = filterShape.slice(2)
  const reach = kernel.map((length, axis) => dilations[axis]! * (length - 1))
  const turned = {
    strides,
    dilations,
    low: reach.map((elements, axis) => elements - low[axis]!),
    high: reach.map((elements, axis) => elements - high[axis]!),
  }
  const fits = [...turned.low, ...turned.high].every((elements) => elements >= 0)
  const places = operands[0]!.shape.slice(2)
  const { dtype } = operands[0]!
  const alone = depthwiseOf({ ...attributes, x: results[0]!.shape, filter: filterShape, places, dtype })
  if (alone) return depthwiseInput(writer, result!, filter!, alone)
  // ONNX Runtime's Col2Im is wrong about dilation where there are not two axes.
  if (places.length === 2 && isSmall(groups, operands[0]!.shape, places, FEWER_PLACES)) return spread(call)
  const isMiddling =
    elementCount(filterShape) >= MIDDLING_FILTER.least && elementCount(filterShape) <= MIDDLING_FILTER.most
  const worth = isMiddling ? WORTH_TURNING_MIDDLING : WORTH_TURNING
  const isLarge = !isConcrete(size) || elementCount(size) >= worth
  const isWorth = isLarge || groups > 1 || kernel.every((length) => length === 1)
  if (isWorth && strides.every((stride) => stride === 1) && fits) {
    return writer.node('Conv', [result!, turnRound(writer, filter!, filterShape, groups)], {
      attributes: { ...windowAttributes(turned), group: attribute.int(groups) },
    })
  }
  return transposed(writer, [result!, filter!], {
    ...{ ...attributes, kernel, places, size },
  })
}

/** What every place gives to its window, by one product over the batch, and then the sum of the windows. */
function spread({ writer, inputs, operands, results, attributes }: Call<'convolveInput'>): string {
  const [result, filter] = operands.map(({ shape }) => shape.map(Number))
  const [batch, outputs, ...places] = result!
  const [channels, ...kernel] = filter!.slice(1)
  const { strides, dilations, low, high, size } = attributes
  const all = elementCount(places)
  const taps = channels! * elementCount(kernel)
  const pulls = reshapeTo(writer, batchLast(writer, inputs[0]!, result!.length), [outputs!, all * batch!])
  const weights = reshapeTo(writer, inputs[1]!, [outputs!, taps])
  const windows = product(writer, weights, pulls, { transposeA: true, rank: 2 })
  const isPointwise =
    [...kernel, ...strides].every((length) => length === 1) &&
    [...low, ...high].every((length) => length === 0)
  if (isPointwise) {
    return batchFirst(writer, reshapeTo(writer, windows, [channels!, ...places, batch!]), result!.length)
  }
  const bySample = writer.node('Transpose', [reshapeTo(writer, windows, [taps, all, batch!])], {
    attributes: { perm: attribute.ints([2, 0, 1]) },
  })
  const sum = writer.node('Col2Im', [bySample, writer.shape(size), writer.integers(kernel)], {
    attributes: windowAttributes({ strides, dilations, low, high }),
  })
  return reshapeTo(writer, sum, results[0]!.shape)
}

/** A filter `[outputs, channels / groups, …kernel]` with its kernel reversed, as `[channels, outputs / groups, …kernel]`. */
function turnRound(writer: GraphWriter, filter: string, shape: readonly number[], groups: number): string {
  const [outputs, channels, ...kernel] = shape as [number, number, ...number[]]
  const axes = kernel.map((_, axis) => axis + 2)
  const every = (value: number) => writer.integers(axes.map(() => value))
  const reversed = kernel.every((length) => length === 1)
    ? filter
    : writer.node('Slice', [filter, every(-1), every(-(2 ** 31)), writer.integers(axes), every(-1)])
  if (outputs === groups && channels === 1) return reversed
  if (groups === 1) {
    return writer.node('Transpose', [reversed], { attributes: { perm: attribute.ints([1, 0, ...axes]) } })
  }
  const perGroup = outputs / groups
  const split = reshapeTo(writer, reversed, [groups, perGroup, channels, ...kernel])
  const perm = [0, 2, 1, ...axes.map((axis) => axis + 1)]
  const exchanged = writer.node('Transpose', [split], { attributes: { perm: attribute.ints(perm) } })
  return reshapeTo(writer, exchanged, [groups * channels, perGroup, ...kernel])
}
