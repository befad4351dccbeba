import { attribute, type NodeDescription } from '../model/graph'
import { windowAttributes } from './conv-transpose'
import type { Lowering } from './lowering'
import { offsetsOf } from './windows'

type Pool = Parameters<Lowering<'maxPool'>>[0]

const poolAttributes = (attributes: Pool['attributes']) => ({
  ...windowAttributes(attributes),
  kernel_shape: attribute.ints(attributes.kernel),
})

export const maxPool: Lowering<'maxPool'> = ({ writer, inputs, attributes }) =>
  writer.node('MaxPool', inputs, { attributes: poolAttributes(attributes) })

/** The second result of the pooling itself, where the graph has it: with the indices it takes no longer than they alone. */
export const maxPoolIndices: Lowering<'maxPoolIndices'> = ({ writer, inputs, attributes }) => {
  const options = { attributes: poolAttributes(attributes) }
  const name = writer.freshName('indices')
  const known = writer.nodes.findIndex((node) => isSame(node, inputs, options.attributes))
  const pool = writer.nodes[known]
  if (pool) writer.nodes[known] = { ...pool, outputs: [pool.outputs[0]!, pool.outputs[1] ?? name] }
  return pool ? (pool.outputs[1] ?? name) : writer.nodeWithResults('MaxPool', inputs, 2, options)[1]!
}

const isSame = (
  node: NodeDescription,
  inputs: readonly string[],
  attributes: ReturnType<typeof poolAttributes>,
): boolean =>
  node.opType === 'MaxPool' &&
  node.inputs[0] === inputs[0] &&
  JSON.stringify(node.attributes) === JSON.stringify(attributes)

/**
 * MaxUnpool puts every element alone where its index says, so that windows which share elements are put back in turns:
 * every second along an axis where two windows overlap, then those between them, and the sum. (It looks at the window
 * only to guess a size, which it is told.)
 */
export const unpool: Lowering<'unpool'> = ({
  writer,
  inputs: [x, indices],
  operands,
  results,
  attributes,
}) => {
  const { size, apart } = attributes
  const whole = writer.shape(results[0]!.shape)
  const put = (elements: string, at: string) =>
    writer.node('MaxUnpool', [elements, at, whole], {
      attributes: { kernel_shape: attribute.ints(size.map(() => 1)) },
    })
  const axes = writer.integers(size.map((_, axis) => axis + 2))
  const ends = writer.shape(operands[0]!.shape.slice(2))
  const turns = offsetsOf(apart).map((offset) => {
    const every = (input: string) =>
      apart.every((count) => count === 1)
        ? input
        : writer.node('Slice', [input, writer.integers(offset), ends, axes, writer.integers(apart)])
    return put(every(x!), every(indices!))
  })
  return turns.reduce((a, b) => writer.node('Add', [a, b]))
}

export const averagePool: Lowering<'averagePool'> = ({ writer, inputs, attributes }) =>
  writer.node('AveragePool', inputs, {
    attributes: {
      ...poolAttributes(attributes),
      count_include_pad: attribute.int(Number(attributes.countPadding)),
    },
  })
