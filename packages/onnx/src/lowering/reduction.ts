import { attribute } from '../model/graph'
import { to } from './cast'
import type { Lowering } from './lowering'

const keep = (keepDimensions: boolean) => attribute.int(keepDimensions ? 1 : 0)

export const sum: Lowering<'sum'> = ({ writer, inputs, attributes: { axes, keepDimensions } }) =>
  writer.node('ReduceSum', [inputs[0]!, writer.integers(axes)], {
    attributes: { keepdims: keep(keepDimensions) },
  })

export const max: Lowering<'max'> = ({ writer, inputs, attributes: { axes, keepDimensions } }) =>
  writer.node('ReduceMax', [inputs[0]!, writer.integers(axes)], {
    attributes: { keepdims: keep(keepDimensions) },
  })

export const argMax: Lowering<'argMax'> = ({ writer, inputs, attributes: { axis, keepDimensions } }) => {
  const index = writer.node('ArgMax', inputs, {
    attributes: { axis: attribute.int(axis), keepdims: keep(keepDimensions) },
  })
  return writer.node('Cast', [index], to('int32'))
}
