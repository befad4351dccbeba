import type { Tensor } from '../tensor/tensor'
import type { Node } from './node'

/** A traced function: what an engine compiles. Every tensor in it comes from an input or a node. */
export interface Graph {
  /** Placeholders, in the order in which `Executable.run` takes buffers. */
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly Tensor[]
  /** Topologically sorted; only what the outputs need. */
  readonly nodes: readonly Node[]
  /** Output index → input index whose memory it takes over; see `donation.ts`. */
  readonly aliases: ReadonlyMap<number, number>
}

/** The nodes that `outputs` need, in topological order, not going past the tensors in `stop`. */
export function nodesBehind(outputs: readonly Tensor[], stop: ReadonlySet<Tensor> = new Set()): Node[] {
  const seen = new Set<Node>()
  const pending = outputs.filter((tensor) => !stop.has(tensor))
  for (let tensor = pending.pop(); tensor; tensor = pending.pop()) {
    if (tensor.source.kind !== 'node' || seen.has(tensor.source.node)) continue
    seen.add(tensor.source.node)
    for (const input of tensor.source.node.inputs) if (!stop.has(input)) pending.push(input)
  }
  return [...seen].sort((a, b) => a.id - b.id)
}
