import { applyAll } from '../ops/apply'
import { identityOp, stopGradientOp } from '../ops/cast'
import type { Tensor } from '../tensor/tensor'
import { describeAttributes } from './describe-attributes'
import { nodesBehind } from './graph'
import { joinScans } from './join-scans'
import type { Node } from './node'

export interface RebuildOptions {
  /** What stands for a tensor of the old graph; asked for every leaf, and for nodes before they are rebuilt. */
  readonly replace?: (tensor: Tensor) => Tensor | undefined
  /** Tensors that stay, and behind which the graph is left alone. */
  readonly inputs?: readonly Tensor[]
  /** Composites that stay as they are; all others are written out as their composition. */
  readonly keep?: (name: string, call: Pick<Node, 'inputs' | 'attributes'>) => boolean
}

/**
 * The same computation as a new graph: leaves replaced, names without effect removed, equal calls merged,
 * and composites that the engine does not know written out.
 */
export function rebuild(
  outputs: readonly Tensor[],
  { replace = () => undefined, inputs = [], keep = () => true }: RebuildOptions,
): Tensor[] {
  const merged = new Map<string, readonly Tensor[]>()
  const numbers = new Map<Tensor, number>()
  const numberOf = (tensor: Tensor): number => {
    const known = numbers.get(tensor)
    if (known !== undefined) return known
    numbers.set(tensor, numbers.size)
    return numbers.size - 1
  }

  function walk(wanted: readonly Tensor[], known: Map<Tensor, Tensor>): Tensor[] {
    const find = (tensor: Tensor): Tensor => {
      const found = known.get(tensor)
      if (found) return found
      const replacement = replace(tensor) ?? tensor
      known.set(tensor, replacement)
      return replacement
    }
    const nodes = nodesBehind(wanted, new Set(known.keys()))
    const joined = joinScans(nodes)
    for (const node of nodes) {
      const scan = joined.get(node)
      const inputs = node.inputs.map(find)
      const results = scan
        ? pick(resultsOf({ ...node, attributes: scan.attributes }, inputs), scan.places)
        : resultsOf(node, inputs)
      for (const [index, result] of results.entries()) {
        known.set(node.outputs[index]!, replace(node.outputs[index]!) ?? result)
      }
    }
    return wanted.map(find)
  }

  function resultsOf(node: Node, inputs: readonly Tensor[]): readonly Tensor[] {
    if (node.op === identityOp || node.op === stopGradientOp) return inputs
    const key = `${node.op.name}(${inputs.map(numberOf)})${describeAttributes(node.attributes)}`
    const equal = merged.get(key)
    if (equal) return equal
    const { compose } = node.op
    const results =
      compose && !keep(node.op.name, { inputs, attributes: node.attributes })
        ? walk(compose(inputs, node.attributes), new Map(inputs.map((input) => [input, input])))
        : applyAll(node.op, inputs, node.attributes)
    merged.set(key, results)
    return results
  }

  return walk(outputs, new Map(inputs.map((input) => [input, input])))
}

const pick = (results: readonly Tensor[], places: readonly number[]): Tensor[] =>
  places.map((place) => results[place]!)
