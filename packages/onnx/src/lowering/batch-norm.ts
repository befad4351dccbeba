import { isConcrete, type Node } from '@graftjs/core'
import { attribute } from '../model/graph'
import { to } from './cast'
import { reshapeTo } from './layout'
import type { Lowering } from './lowering'

/** Whether each channel of `[batch, channels, …size]` is standardised over all the rest, which is not empty, and scaled. */
export function isOverBatch({ inputs, attributes }: Pick<Node, 'inputs' | 'attributes'>): boolean {
  const [{ shape }] = inputs as [Node['inputs'][number]]
  const others = shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]))
  return (
    inputs.length === 3 &&
    shape.length > 1 &&
    String(attributes['axes']) === String(others) &&
    isConcrete(shape.slice(1)) &&
    !shape.includes(0)
  )
}

/**
 * ONNX's batch normalisation as in training, in two passes where its parts take six (3.6 against 6.3 ms for 32 × 96
 * channels of 48 × 48). Where the running statistics do not count at all, those that it returns are the batch's.
 */
export const standardize: Lowering<'standardize'> = ({
  writer,
  inputs: [x, scale, offset],
  operands,
  results,
  attributes,
}) => {
  const { dtype, shape } = operands[0]!
  const perChannel = (input: string) => reshapeTo(writer, input, [Number(shape[1])])
  const [factors, terms] = [perChannel(scale!), perChannel(offset!)]
  // The running statistics are updated in their place. So zeros that are computed, each in memory of its own: ONNX Runtime
  // would overwrite a constant.
  const zeros = ['Less', 'Greater'].map((comparison) =>
    writer.node('Cast', [writer.node(comparison, [factors, factors])], to(dtype)),
  )
  const [result, ...statistics] = writer.nodeWithResults(
    'BatchNormalization',
    [x!, factors, terms, ...zeros],
    3,
    {
      attributes: {
        epsilon: attribute.float(attributes.epsilon),
        momentum: attribute.float(0),
        training_mode: attribute.int(1),
      },
    },
  )
  return [result!, ...statistics.map((name) => reshapeTo(writer, name, results[1]!.shape))]
}
