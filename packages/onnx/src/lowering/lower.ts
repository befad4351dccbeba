import type { Graph, Tensor } from '@graftjs/core'
import type { GraphDescription, NodeDescription, ValueDescription } from '../model/graph'
import { dimsOf, GraphWriter } from './graph-writer'
import { describeOutputs, writeNodes } from './write-nodes'

export interface LowerOptions {
  /** Standard operators only, for files that other programs open. Default: ONNX Runtime's own too. */
  readonly portable?: boolean
  readonly inputNames?: readonly string[]
  readonly outputNames?: readonly string[]
  /** Inputs whose elements are handed over beside the model instead of being fed: their name. */
  readonly constants?: ReadonlyMap<Tensor, string>
  /** Inputs that are stored in the model instead of being fed: their name and elements. */
  readonly store?: ReadonlyMap<Tensor, { readonly name: string; readonly data: ArrayBufferView }>
}

/** The ONNX graph of a graph of the core. */
export function lower(graph: Graph, options: LowerOptions = {}): GraphDescription {
  const writer = new GraphWriter(options.portable ?? false)
  const names = new Map<Tensor, string>()
  const inputs: ValueDescription[] = []
  const constants: ValueDescription[] = []
  for (const [index, tensor] of graph.inputs.entries()) {
    const stored = options.store?.get(tensor)
    const built = options.constants?.get(tensor)
    const name = stored?.name ?? built ?? options.inputNames?.[index] ?? `input_${index}`
    names.set(tensor, name)
    const dims = dimsOf(tensor.shape)
    if (stored) {
      writer.initializers.push({ name, elementType: tensor.dtype, dims: dims.map(Number), data: stored.data })
    } else if (built) {
      constants.push({ name, elementType: tensor.dtype, dims })
    } else {
      inputs.push({ name, elementType: tensor.dtype, dims })
      writer.declareInput(name, tensor)
    }
  }

  const outputs = writeNodes(writer, graph.inputs, graph.outputs, names)
  const described = describeOutputs(writer, outputs, names, options.outputNames)
  const nodes = leavesLast(writer.nodes)
  return { inputs, outputs: described, nodes, initializers: writer.initializers, constants }
}

/**
 * ONNX Runtime runs what is behind the last node that nobody reads first, then what else is behind the one before it,
 * and so on. The gradient of the last layer's weights is ready first, and is written first: left so, it would be
 * computed at the very end, and all that it is made of kept until then.
 */
function leavesLast(nodes: readonly NodeDescription[]): NodeDescription[] {
  const read = new Set(nodes.flatMap(readBy))
  const isLeaf = ({ outputs }: NodeDescription): boolean => !outputs.some((output) => read.has(output))
  return [...nodes.filter((node) => !isLeaf(node)), ...nodes.filter(isLeaf).reverse()]
}

/** The names that a node reads, also by the graphs inside its attributes. */
function readBy({ inputs, attributes = {} }: NodeDescription): string[] {
  const bodies = Object.values(attributes).flatMap((attribute) =>
    attribute.kind === 'graph' ? attribute.value.nodes.flatMap(readBy) : [],
  )
  return [...inputs, ...bodies]
}
