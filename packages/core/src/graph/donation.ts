import { equalShapes } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { nodesBehind } from './graph'
import type { Node } from './node'

/** Operations that may write their result over an operand of the same shape: element i needs only element i. */
const overwriting = new Set(['add', 'subtract', 'multiply', 'divide', 'negate'])

/**
 * Which outputs may be written into the memory of which donated inputs: same shape and dtype, and every
 * reader of the input has finished before the node that writes the output starts. That holds in whatever
 * order an engine runs the graph when each reader is an ancestor of the writer (or the writer itself, where
 * it is elementwise).
 */
export function aliasDonated(
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  nodes: readonly Node[],
  donated: ReadonlySet<number>,
): Map<number, number> {
  const readers = readersOf(nodes)
  const kept = new Set(outputs)
  const indexOf = new Map(inputs.map((input, index) => [input, index]))
  const taken = new Set<number>()
  const aliases = new Map<number, number>()
  for (const [outputIndex, output] of outputs.entries()) {
    if (output.source.kind !== 'node') continue
    const writer = output.source.node
    const ancestors = new Set(nodesBehind([output]))
    if (!overwriting.has(writer.op.name)) ancestors.delete(writer)
    const inputIndex = [...new Set([...ancestors, writer].flatMap((node) => node.inputs))]
      .map((tensor) => indexOf.get(tensor) ?? -1)
      .sort((a, b) => a - b)
      .find(
        (index) =>
          donated.has(index) &&
          !taken.has(index) &&
          !kept.has(inputs[index]!) &&
          inputs[index]!.dtype === output.dtype &&
          equalShapes(inputs[index]!.shape, output.shape) &&
          (readers.get(inputs[index]!) ?? []).every((reader) => ancestors.has(reader)) &&
          viewReadersOf(inputs[index]!, readers).every((r) => r !== writer && ancestors.has(r)),
      )
    if (inputIndex === undefined) continue
    taken.add(inputIndex)
    aliases.set(outputIndex, inputIndex)
  }
  return aliases
}

/** Operations whose result an engine may keep in the memory of their operand, without a copy. */
const views = new Set(['reshape', 'transpose', 'broadcastTo', 'slice', 'cast'])

/** The nodes that read the memory of `tensor` by way of a view of it. */
function viewReadersOf(tensor: Tensor, readers: ReadonlyMap<Tensor, readonly Node[]>): Node[] {
  const viewed = (readers.get(tensor) ?? []).filter(({ op }) => views.has(op.name))
  return viewed
    .flatMap(({ outputs }) => outputs)
    .flatMap((view) => [...(readers.get(view) ?? []), ...viewReadersOf(view, readers)])
}

function readersOf(nodes: readonly Node[]): Map<Tensor, Node[]> {
  const readers = new Map<Tensor, Node[]>()
  for (const node of nodes) {
    for (const input of node.inputs) {
      const list = readers.get(input)
      if (list) list.push(node)
      else readers.set(input, [node])
    }
  }
  return readers
}
