import { attribute } from '../model/graph'
import { direct, type Lowering } from './lowering'

export const softmax: Lowering<'softmax'> = ({ writer, inputs, attributes: { axis } }) =>
  writer.node('Softmax', inputs, { attributes: { axis: attribute.int(axis) } })

export const logSoftmax: Lowering<'logSoftmax'> = ({ writer, inputs, attributes: { axis } }) =>
  writer.node('LogSoftmax', inputs, { attributes: { axis: attribute.int(axis) } })

export const gelu: Lowering<'gelu'> = direct('Gelu')

export const layerNorm: Lowering<'layerNorm'> = ({ writer, inputs, attributes: { epsilon } }) =>
  writer.nodeWithResults('LayerNormalization', inputs, 3, {
    attributes: { axis: attribute.int(-1), epsilon: attribute.float(epsilon) },
  })

export const sumOfSquares: Lowering<'sumOfSquares'> = ({ writer, inputs }) =>
  writer.node('ReduceSumSquare', inputs, { attributes: { keepdims: attribute.int(0) } })

export const clamp: Lowering<'clamp'> = ({ writer, inputs: [x], operands, attributes: { low, high } }) => {
  const bound = (value: number) => (Number.isFinite(value) ? writer.scalar(operands[0]!.dtype, value) : '')
  return writer.node('Clip', [x!, bound(low), bound(high)])
}
