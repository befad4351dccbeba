import { GraftError } from '@graftjs/base'
import { type Graph, nodesBehind, rebuild, type Tensor } from '@graftjs/core'
import type { GraphDescription, ValueDescription } from '../model/graph'
import { dimsOf, GraphWriter } from './graph-writer'
import type { Call } from './lowering'
import { isLowered, loweringOf } from './table'

export interface LowerOptions {
  /** Standard operators only, for files that other programs open. Default: ONNX Runtime's own too. */
  readonly portable?: boolean
  readonly inputNames?: readonly string[]
  readonly outputNames?: readonly string[]
  /** Inputs that are stored in the model instead of being fed: their name and elements. */
  readonly store?: ReadonlyMap<Tensor, { readonly name: string; readonly data: ArrayBufferView }>
}

/** The ONNX graph of a graph of the core. */
export function lower(graph: Graph, options: LowerOptions = {}): GraphDescription {
  const writer = new GraphWriter(options.portable ?? false)
  const names = new Map<Tensor, string>()
  const inputs: ValueDescription[] = []
  for (const [index, tensor] of graph.inputs.entries()) {
    const stored = options.store?.get(tensor)
    const name = stored?.name ?? options.inputNames?.[index] ?? `input_${index}`
    names.set(tensor, name)
    const dims = dimsOf(tensor.shape)
    if (stored) {
      writer.initializers.push({ name, elementType: tensor.dtype, dims: dims.map(Number), data: stored.data })
    } else {
      inputs.push({ name, elementType: tensor.dtype, dims })
      writer.declareInput(name, tensor)
    }
  }

  const outputs = rebuild(graph.outputs, {
    replace: (tensor) => (names.has(tensor) ? tensor : undefined),
    keep: isLowered,
  })
  for (const node of nodesBehind(outputs)) {
    const lowering = loweringOf(node.op.name)
    if (!lowering) throw unknownOp(node.op.name)
    const call = {
      writer,
      inputs: node.inputs.map((input) => names.get(input)!),
      operands: node.inputs,
      results: node.outputs,
      attributes: node.attributes as Call<never>['attributes'],
    }
    const results = lowering(call)
    const list = typeof results === 'string' ? [results] : results
    node.outputs.forEach((output, index) => {
      names.set(output, list[index]!)
    })
  }

  const written = new Set(writer.nodes.flatMap((node) => node.outputs))
  const taken = new Set<string>()
  const described = outputs.map((tensor, index): ValueDescription => {
    const wanted = options.outputNames?.[index]
    let name = names.get(tensor)!
    // A graph output must be the result of a node, once; anything else gets a name of its own.
    if (wanted || taken.has(name) || !written.has(name)) {
      const copy = wanted ?? `output_${index}`
      writer.nodes.push({ opType: 'Identity', inputs: [name], outputs: [copy] })
      name = copy
    }
    taken.add(name)
    return { name, elementType: tensor.dtype, dims: dimsOf(tensor.shape) }
  })
  return { inputs, outputs: described, nodes: writer.nodes, initializers: writer.initializers }
}

const unknownOp = (name: string): GraftError =>
  new GraftError('unsupported', {
    what: `The ONNX engine has no lowering for the operation "${name}".`,
    fix: 'Give a custom operation a `compose`, or add a lowering to packages/onnx/src/lowering.',
  })
