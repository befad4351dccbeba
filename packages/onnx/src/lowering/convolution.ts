import {
  type Attributes,
  addDimensions,
  elementCount,
  isConcrete,
  multiplyDimensions,
  type Shape,
  subtractDimensions,
} from '@graftjs/core'
import { attribute } from '../model/graph'
import type { GraphWriter } from './graph-writer'
import { reshapeTo } from './layout'
import type { Call, Lowering } from './lowering'

export type Window = Pick<Attributes<'convolve'>, 'strides' | 'dilations' | 'low' | 'high'>

export const windowAttributes = ({ strides, dilations, low, high }: Window) => ({
  strides: attribute.ints(strides),
  dilations: attribute.ints(dilations),
  pads: attribute.ints([...low, ...high]),
})

/** With a bias as the third input, or without one. */
export const convolve = ({
  writer,
  inputs,
  attributes,
}: Pick<Call<'convolve'>, 'writer' | 'inputs' | 'attributes'>): string =>
  writer.node('Conv', inputs, {
    attributes: { ...windowAttributes(attributes), group: attribute.int(attributes.groups) },
  })

/** Places of an image below which ConvTranspose is the faster of the two (224 against 183 GFLOP/s at 14 × 14). */
const WORTH_TURNING = 400

/**
 * Where the stride is 1 a convolution with the filter turned round, which ONNX Runtime computes at up to 1.7
 * times the speed of its ConvTranspose (264 against 154 GFLOP/s for 3 × 3, 64 channels of 56 × 56), and at four times
 * where channels are in groups. A filter of one element has nothing to turn.
 */
export const convolveInput: Lowering<'convolveInput'> = ({
  writer,
  inputs: [result, filter],
  operands,
  attributes,
}) => {
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
  const isLarge = !isConcrete(size) || elementCount(size) >= WORTH_TURNING
  const isWorth = isLarge || groups > 1 || kernel.every((length) => length === 1)
  if (isWorth && strides.every((stride) => stride === 1) && fits) {
    return writer.node('Conv', [result!, turnRound(writer, filter!, filterShape, groups)], {
      attributes: { ...windowAttributes(turned), group: attribute.int(groups) },
    })
  }
  return transposed(writer, [result!, filter!], {
    ...{ ...attributes, kernel, places: operands[0]!.shape.slice(2), size },
  })
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

interface Transposed extends Window {
  readonly groups: number
  readonly kernel: readonly number[]
  readonly places: Shape
  readonly size: Shape
}

/** ONNX's ConvTranspose, whose padding at the end must be a number: symbolic sizes are cut out of the whole result. */
export function transposed(writer: GraphWriter, inputs: readonly string[], call: Transposed): string {
  const { strides, dilations, low, high, groups, kernel, places, size } = call
  const whole = places.map((length, axis) =>
    addDimensions(
      multiplyDimensions(subtractDimensions(length, 1), strides[axis]!),
      dilations[axis]! * (kernel[axis]! - 1) + 1,
    ),
  )
  const fixed = { strides: attribute.ints(strides), dilations: attribute.ints(dilations) }
  const group = attribute.int(groups)
  const rests = size.map((length, axis) =>
    addDimensions(subtractDimensions(length, whole[axis]!), low[axis]! + high[axis]!),
  )
  if (isConcrete(rests)) {
    return writer.node('ConvTranspose', inputs, {
      attributes: {
        ...fixed,
        group,
        pads: attribute.ints([...low, ...high]),
        output_padding: attribute.ints(rests),
      },
    })
  }
  const result = writer.node('ConvTranspose', inputs, {
    attributes: { ...fixed, group, output_padding: attribute.ints(strides.map((stride) => stride - 1)) },
  })
  const axes = writer.integers(size.map((_, axis) => axis + 2))
  const ends = size.map((length, axis) => addDimensions(length, low[axis]!))
  return writer.node('Slice', [result, writer.integers(low), writer.shape(ends), axes])
}
