import { sizeOf } from '@graftjs/core'
import { attribute } from '../model/graph'
import { to } from './cast'
import { reshapeTo } from './layout'
import type { Lowering } from './lowering'

export const gather: Lowering<'gather'> = ({ writer, inputs, attributes: { axis } }) =>
  writer.node('Gather', inputs, { attributes: { axis: attribute.int(axis) } })

/** ScatterElements, not ScatterND, whose addition is a data race where an index occurs twice. */
export const scatterAdd: Lowering<'scatterAdd'> = ({
  writer,
  inputs: [indices, updates],
  operands,
  results,
  attributes,
}) => {
  const { axis } = attributes
  const [{ shape: indexShape }, { shape: updateShape, dtype }] = [operands[0]!, operands[1]!]
  const rows = sizeOf(indexShape)
  const before = updateShape.slice(0, axis)
  const after = updateShape.slice(axis + indexShape.length)
  const flat = [...before, rows, ...after]
  const column = [...before.map(() => 1), rows, ...after.map(() => 1)]
  const flatUpdates = indexShape.length === 1 ? updates! : reshapeTo(writer, updates!, flat)
  const everywhere = writer.node('Expand', [reshapeTo(writer, indices!, column), writer.shape(flat)])
  const zeros = writer.node('Expand', [writer.scalar(dtype, 0), writer.shape(results[0]!.shape)])
  return writer.node('ScatterElements', [zeros, everywhere, flatUpdates], {
    attributes: { axis: attribute.int(axis), reduction: attribute.string('add') },
  })
}

export const takeAlong: Lowering<'takeAlong'> = ({ writer, inputs, attributes: { axis } }) =>
  writer.node('GatherElements', inputs, { attributes: { axis: attribute.int(axis) } })

export const scatterAddAlong: Lowering<'scatterAddAlong'> = ({
  writer,
  inputs: [indices, updates],
  results: [result],
  attributes: { axis },
}) => {
  const zeros = writer.node('Expand', [writer.scalar(result!.dtype, 0), writer.shape(result!.shape)])
  return writer.node('ScatterElements', [zeros, indices!, updates!], {
    attributes: { axis: attribute.int(axis), reduction: attribute.string('add') },
  })
}

export const topK: Lowering<'topK'> = ({ writer, inputs: [x], attributes: { k, axis, largest } }) => {
  const [values, indices] = writer.nodeWithResults('TopK', [x!, writer.size(k)], 2, {
    attributes: {
      axis: attribute.int(axis),
      largest: attribute.int(Number(largest)),
      sorted: attribute.int(1),
    },
  })
  return [values!, writer.node('Cast', [indices!], to('int32'))]
}
