import { attribute, type NodeDescription } from '../model/graph'
import { windowAttributes } from './convolution'
import type { Lowering } from './lowering'

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

/** MaxUnpool looks at the window only to guess a size, which it is told. */
export const unpool: Lowering<'unpool'> = ({ writer, inputs: [x, indices], results, attributes }) =>
  writer.node('MaxUnpool', [x!, indices!, writer.shape(results[0]!.shape)], {
    attributes: { kernel_shape: attribute.ints(attributes.size.map(() => 1)) },
  })

export const averagePool: Lowering<'averagePool'> = ({ writer, inputs, attributes }) =>
  writer.node('AveragePool', inputs, {
    attributes: {
      ...poolAttributes(attributes),
      count_include_pad: attribute.int(Number(attributes.countPadding)),
    },
  })
