import type { DType } from '@graftjs/core'
import { elementTypes } from '../model/element-type'
import { attribute } from '../model/graph'
import type { NodeOptions } from './graph-writer'
import type { Lowering } from './lowering'

/** The attributes of a Cast node to `dtype`. */
export const to = (dtype: DType): NodeOptions => ({
  attributes: { to: attribute.int(elementTypes[dtype].code) },
})

export const cast: Lowering<'cast'> = ({ writer, inputs, attributes: { dtype } }) =>
  writer.node('Cast', inputs, to(dtype))
