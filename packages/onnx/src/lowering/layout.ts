import { formatDimension, isConcrete, type Shape } from '@graftjs/core'
import { attribute } from '../model/graph'
import type { GraphWriter } from './graph-writer'
import type { Lowering } from './lowering'

export const broadcastTo: Lowering<'broadcastTo'> = ({ writer, inputs, attributes: { shape } }) =>
  writer.node('Expand', [inputs[0]!, writer.shape(shape)])

export const reshape: Lowering<'reshape'> = ({ writer, inputs, operands, attributes: { shape } }) => {
  const pattern = reshapePattern(operands[0]!.shape, shape)
  return pattern
    ? writer.node('Reshape', [inputs[0]!, writer.integers(pattern)])
    : reshapeTo(writer, inputs[0]!, shape)
}

/** A reshape to sizes that are spelt out, in which 0 means an empty axis. */
export const reshapeTo = (writer: GraphWriter, input: string, shape: Shape): string =>
  writer.node('Reshape', [input, writer.shape(shape)], { attributes: { allowzero: attribute.int(1) } })

/** ONNX's shorthand for symbolic reshapes: 0 copies the operand's size, one -1 is worked out. */
function reshapePattern(from: Shape, to: Shape): number[] | undefined {
  if (isConcrete(to) || to.includes(0)) return undefined
  const pattern = to.map((dimension, axis) => {
    if (typeof dimension === 'number') return dimension
    const same = axis < from.length && formatDimension(from[axis]!) === dimension.key
    return same ? 0 : -1
  })
  return pattern.filter((size) => size === -1).length <= 1 ? pattern : undefined
}

export const transpose: Lowering<'transpose'> = ({ writer, inputs, attributes: { order } }) =>
  writer.node('Transpose', inputs, { attributes: { perm: attribute.ints(order) } })

export const slice: Lowering<'slice'> = ({ writer, inputs, attributes: { starts, ends } }) => {
  const axes = writer.integers(starts.map((_, axis) => axis))
  return writer.node('Slice', [inputs[0]!, writer.shape(starts), writer.shape(ends), axes])
}

export const pad: Lowering<'pad'> = ({ writer, inputs, operands, attributes: { low, high } }) =>
  writer.node('Pad', [inputs[0]!, writer.shape([...low, ...high]), writer.scalar(operands[0]!.dtype, 0)])

export const concat: Lowering<'concat'> = ({ writer, inputs, attributes: { axis } }) =>
  writer.node('Concat', inputs, { attributes: { axis: attribute.int(axis) } })
