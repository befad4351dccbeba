import { attribute } from '../model/graph'
import { to } from './cast'
import type { Call, Lowering } from './lowering'

const keep = (keepDimensions: boolean) => attribute.int(keepDimensions ? 1 : 0)

type Reduction = Pick<Call<'sum'>, 'writer' | 'inputs' | 'attributes'>
type Position = Pick<Call<'argMax'>, 'writer' | 'inputs' | 'attributes'>

const over =
  (opType: string) =>
  ({ writer, inputs, attributes: { axes, keepDimensions } }: Reduction): string =>
    writer.node(opType, [inputs[0]!, writer.integers(axes)], {
      attributes: { keepdims: keep(keepDimensions) },
    })

export const sum = over('ReduceSum')
export const product = over('ReduceProd')
export const max = over('ReduceMax')
export const min = over('ReduceMin')

const position =
  (opType: string) =>
  ({ writer, inputs, attributes: { axis, keepDimensions } }: Position): string => {
    const index = writer.node(opType, inputs, {
      attributes: { axis: attribute.int(axis), keepdims: keep(keepDimensions) },
    })
    return writer.node('Cast', [index], to('int32'))
  }

export const argMax = position('ArgMax')
export const argMin = position('ArgMin')

export const cumulativeSum: Lowering<'cumulativeSum'> = ({ writer, inputs: [x], attributes }) =>
  writer.node('CumSum', [x!, writer.scalar('int64', attributes.axis)], {
    attributes: {
      reverse: attribute.int(Number(attributes.reverse)),
      exclusive: attribute.int(Number(attributes.exclusive)),
    },
  })
