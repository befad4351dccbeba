import { elementCount, type Graph, isConcrete, type Node, nodesBehind, type Tensor } from '@graftjs/core'
import { type Expression, isFused, type Step } from './expression'

/** Outputs of a graph that one kernel computes in one pass over what they read. */
export interface Group {
  readonly expression: Expression
  /** Indices of the graph's inputs, in the order of the expression's tensors. */
  readonly tensors: readonly number[]
  /** Indices of the graph's inputs, in the order of the expression's scalars. */
  readonly scalars: readonly number[]
  /** Indices of the graph's outputs, in the order of the expression's. */
  readonly outputs: readonly number[]
  /** Elements of each tensor. */
  readonly length: number
}

/** More make a kernel that is slow to compile and has too few registers. */
const MAX_NODES = 256

/**
 * A graph as kernels, where every output is computed element by element, in float32, from tensors of its own shape
 * and from scalars. Undefined for every other graph.
 */
export function fuse(graph: Graph): readonly Group[] | undefined {
  if (!graph.nodes.every(isElementwise)) return undefined
  const groups = connected(graph).map((outputs) => groupOf(outputs, graph))
  return groups.every((group) => group !== undefined) ? groups : undefined
}

const isElementwise = ({ op, outputs }: Node): boolean =>
  (isFused(op.name) || op.name === 'literal') && outputs.every(({ dtype }) => dtype === 'float32')

const isNode = ({ source }: Tensor): boolean => source.kind === 'node'

/** The indices of the outputs, those together that read a tensor in common. */
function connected({ outputs }: Graph): number[][] {
  const joined = outputs.map((_, index) => index)
  const rootOf = (index: number): number => (joined[index] === index ? index : rootOf(joined[index]!))
  const readers = new Map<Tensor, number>()
  for (const [index, output] of outputs.entries()) {
    for (const input of nodesBehind([output]).flatMap(({ inputs }) => inputs)) {
      if (isNode(input) || input.rank === 0) continue
      const earlier = readers.get(input)
      if (earlier === undefined) readers.set(input, index)
      else joined[rootOf(index)] = rootOf(earlier)
    }
  }
  const groups = new Map<number, number[]>()
  for (const index of outputs.keys()) groups.set(rootOf(index), [...(groups.get(rootOf(index)) ?? []), index])
  return [...groups.values()]
}

function groupOf(outputs: readonly number[], graph: Graph): Group | undefined {
  const results = outputs.map((index) => graph.outputs[index]!)
  const { shape } = results[0]!
  const nodes = nodesBehind(results)
  const values = new Set(nodes.flatMap((node) => [...node.inputs, ...node.outputs]))
  const inputs = [...values].filter((value) => !isNode(value))
  const tensors = inputs.filter(({ rank }) => rank > 0)
  const scalars = inputs.filter(({ rank }) => rank === 0)
  const sameShape = (value: Tensor) => String(value.shape) === String(shape)
  if (!isConcrete(shape) || nodes.length > MAX_NODES || !results.every((r) => isNode(r) && sameShape(r))) {
    return undefined
  }
  for (const value of values) {
    if (value.dtype !== 'float32' || (value.rank > 0 && !sameShape(value))) return undefined
  }

  const numbers = new Map([...tensors, ...scalars].map((input, number) => [input, number]))
  const steps = nodes.map((node): Step => {
    numbers.set(node.outputs[0]!, numbers.size)
    return isFused(node.op.name)
      ? { name: node.op.name, operands: node.inputs.map((input) => numbers.get(input)!) }
      : { literal: bitsOf(Number(node.attributes['value'])) }
  })
  const indexOf = (input: Tensor) => graph.inputs.indexOf(input)
  return {
    expression: {
      tensors: tensors.length,
      scalars: scalars.length,
      steps,
      outputs: results.map((result) => numbers.get(result)!),
    },
    tensors: tensors.map(indexOf),
    scalars: scalars.map(indexOf),
    outputs,
    length: elementCount(shape),
  }
}

const bitsOf = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0]!
