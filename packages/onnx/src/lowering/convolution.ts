import {
  type Attributes,
  addDimensions,
  type Dimension,
  elementCount,
  isConcrete,
  multiplyDimensions,
  type Shape,
  sizeOf,
  subtractDimensions,
} from '@graftjs/core'
import { attribute } from '../model/graph'
import type { GraphWriter } from './graph-writer'
import { reshapeTo } from './layout'
import type { Lowering } from './lowering'

type Window = Pick<Attributes<'convolve'>, 'strides' | 'dilations' | 'low' | 'high'>

const windowAttributes = ({ strides, dilations, low, high }: Window) => ({
  strides: attribute.ints(strides),
  dilations: attribute.ints(dilations),
  pads: attribute.ints([...low, ...high]),
})

export const convolve: Lowering<'convolve'> = ({ writer, inputs, attributes }) =>
  writer.node('Conv', inputs, {
    attributes: { ...windowAttributes(attributes), group: attribute.int(attributes.groups) },
  })

/** Places of an image below which ConvTranspose is the faster of the two (224 against 183 GFLOP/s at 14 × 14). */
const WORTH_TURNING = 400

/**
 * Where the stride is 1 a convolution with the filter turned round, which ONNX Runtime computes at up to 1.7
 * times the speed of its ConvTranspose (264 against 154 GFLOP/s for 3 × 3, 64 channels of 56 × 56).
 */
export const convolveInput: Lowering<'convolveInput'> = ({
  writer,
  inputs: [result, filter],
  operands,
  attributes,
}) => {
  const { strides, dilations, low, high, groups, size } = attributes
  const kernel = operands[1]!.shape.slice(2).map(Number)
  const reach = kernel.map((length, axis) => dilations[axis]! * (length - 1))
  const turned = {
    strides,
    dilations,
    low: reach.map((elements, axis) => elements - low[axis]!),
    high: reach.map((elements, axis) => elements - high[axis]!),
  }
  const fits = [...turned.low, ...turned.high].every((elements) => elements >= 0)
  const isLarge = !isConcrete(size) || elementCount(size) >= WORTH_TURNING
  if (isLarge && groups === 1 && strides.every((stride) => stride === 1) && fits) {
    return writer.node('Conv', [result!, turnRound(writer, filter!, kernel.length)], {
      attributes: windowAttributes(turned),
    })
  }
  return transposed(writer, [result!, filter!], {
    ...{ ...attributes, kernel, places: operands[0]!.shape.slice(2), size },
  })
}

/** A filter with its spatial axes reversed and its channels and outputs exchanged. */
function turnRound(writer: GraphWriter, filter: string, spatial: number): string {
  const axes = Array.from({ length: spatial }, (_, axis) => axis + 2)
  const every = (value: number) => writer.integers(axes.map(() => value))
  const reversed = writer.node('Slice', [
    filter,
    every(-1),
    every(-(2 ** 31)),
    writer.integers(axes),
    every(-1),
  ])
  return writer.node('Transpose', [reversed], { attributes: { perm: attribute.ints([1, 0, ...axes]) } })
}

interface Transposed extends Window {
  readonly groups: number
  readonly kernel: readonly number[]
  readonly places: Shape
  readonly size: Shape
}

/** ONNX's ConvTranspose, whose padding at the end must be a number: symbolic sizes are cut out of the whole result. */
function transposed(writer: GraphWriter, inputs: readonly string[], call: Transposed): string {
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

/** One strided slice for each element of the window, side by side on a new axis. */
export const unfold: Lowering<'unfold'> = ({ writer, inputs: [x], operands, results, attributes }) => {
  const { kernel, strides, dilations, low, high, fill } = attributes
  const { shape, dtype } = operands[0]!
  const target = results[0]!.shape
  const places = target.slice(3)
  const spatial = kernel.map((_, axis) => axis)
  const padded = [...low, ...high].some((elements) => elements > 0)
    ? writer.node('Pad', [x!, writer.integers([0, 0, ...low, 0, 0, ...high]), writer.scalar(dtype, fill)])
    : x!
  const column = [...shape.slice(0, 2), 1, ...places]
  const slices = tapsOf(kernel).map((tap) => {
    const starts = tap.map((offset, axis) => offset * dilations[axis]!)
    const ends = starts.map((start, axis) =>
      addDimensions(multiplyDimensions(subtractDimensions(places[axis]!, 1), strides[axis]!), start + 1),
    )
    const axes = writer.integers(spatial.map((axis) => axis + 2))
    const slice = writer.node('Slice', [
      padded,
      writer.integers(starts),
      writer.shape(ends),
      axes,
      writer.integers(strides),
    ])
    return reshapeTo(writer, slice, column)
  })
  return slices.length === 1
    ? slices[0]!
    : writer.node('Concat', slices, { attributes: { axis: attribute.int(2) } })
}

/** The index of every element of a window, in row-major order. */
const tapsOf = (kernel: readonly number[]): number[][] =>
  kernel.reduce<number[][]>(
    (taps, size) => taps.flatMap((tap) => Array.from({ length: size }, (_, i) => [...tap, i])),
    [[]],
  )

/**
 * Windows that touch without overlap are put back by a transpose; all others by a ConvTranspose whose filter
 * has, for each element of the window, a single 1.
 */
export const fold: Lowering<'fold'> = ({ writer, inputs: [windows], operands, results, attributes }) => {
  const { kernel, strides, dilations, low, high, size } = attributes
  const [batch, channels, taps, ...places] = operands[0]!.shape
  const tiled =
    kernel.every((length, axis) => strides[axis] === length && dilations[axis] === 1) &&
    [...low, ...high].every((elements) => elements === 0)
  if (tiled) {
    const rank = kernel.length
    const split = reshapeTo(writer, windows!, [batch!, channels!, ...kernel, ...places])
    const order = kernel.flatMap((_, axis) => [2 + rank + axis, 2 + axis])
    const woven = writer.node('Transpose', [split], {
      attributes: { perm: attribute.ints([0, 1, ...order]) },
    })
    const covered = places.map((length, axis) => multiplyDimensions(length, kernel[axis]!))
    const joined = reshapeTo(writer, woven, [batch!, channels!, ...covered])
    const rests = size.map((length, axis) => subtractDimensions(length, covered[axis]!))
    if (rests.every((rest) => rest === 0)) return joined
    const none: Dimension[] = [0, 0, ...kernel.map(() => 0)]
    return writer.node('Pad', [
      joined,
      writer.shape([...none, 0, 0, ...rests]),
      writer.scalar(operands[0]!.dtype, 0),
    ])
  }
  const count = Number(taps)
  const ones = Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? 1 : 0))
  const filter = writer.constant(operands[0]!.dtype, [count, 1, ...kernel], ones)
  const images = reshapeTo(writer, windows!, [sizeOf([batch!, channels!]), count, ...places])
  const folded = transposed(writer, [images, filter], {
    ...{ strides, dilations, low, high, groups: 1, kernel, places, size },
  })
  return reshapeTo(writer, folded, results[0]!.shape)
}

export const maxPool: Lowering<'maxPool'> = ({ writer, inputs, attributes }) =>
  writer.node('MaxPool', inputs, {
    attributes: { ...windowAttributes(attributes), kernel_shape: attribute.ints(attributes.kernel) },
  })

export const maxPoolIndices: Lowering<'maxPoolIndices'> = ({ writer, inputs, attributes }) =>
  writer.nodeWithResults('MaxPool', inputs, 2, {
    attributes: { ...windowAttributes(attributes), kernel_shape: attribute.ints(attributes.kernel) },
  })[1]!

/** MaxUnpool looks at the window only to guess a size, which it is told. */
export const unpool: Lowering<'unpool'> = ({ writer, inputs: [x, indices], results, attributes }) =>
  writer.node('MaxUnpool', [x!, indices!, writer.shape(results[0]!.shape)], {
    attributes: { kernel_shape: attribute.ints(attributes.size.map(() => 1)) },
  })

export const averagePool: Lowering<'averagePool'> = ({ writer, inputs, attributes }) =>
  writer.node('AveragePool', inputs, {
    attributes: {
      ...windowAttributes(attributes),
      kernel_shape: attribute.ints(attributes.kernel),
      count_include_pad: attribute.int(Number(attributes.countPadding)),
    },
  })
