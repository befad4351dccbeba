import { to } from './cast'
import type { Lowering } from './lowering'

export const literal: Lowering<'literal'> = ({ writer, attributes: { value, dtype } }) =>
  writer.scalar(dtype, value)

export const iota: Lowering<'iota'> = ({ writer, attributes: { length, dtype } }) => {
  const end = writer.node('Cast', [writer.node('Squeeze', [writer.size(length)])], to('int32'))
  const range = writer.node('Range', [writer.scalar('int32', 0), end, writer.scalar('int32', 1)])
  return dtype === 'int32' ? range : writer.node('Cast', [range], to(dtype))
}

export const dimension: Lowering<'dimension'> = ({ writer, attributes: { size, dtype } }) =>
  writer.node('Cast', [writer.node('Squeeze', [writer.size(size)])], to(dtype))
