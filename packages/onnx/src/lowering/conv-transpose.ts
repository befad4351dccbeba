import {
  type Attributes,
  addDimensions,
  isConcrete,
  multiplyDimensions,
  type Shape,
  subtractDimensions,
} from '@graftjs/core'
import { attribute } from '../model/graph'
import type { GraphWriter } from './graph-writer'

export type Window = Pick<Attributes<'convolve'>, 'strides' | 'dilations' | 'low' | 'high'>

export const windowAttributes = ({ strides, dilations, low, high }: Window) => ({
  strides: attribute.ints(strides),
  dilations: attribute.ints(dilations),
  pads: attribute.ints([...low, ...high]),
})

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
