import { aliasDonated } from '../graph/donation'
import { type Graph, nodesBehind } from '../graph/graph'
import { rebuild } from '../graph/rebuild'
import { sizeGivers } from '../graph/size-givers'
import { donatedError } from '../ops/apply'
import { type BernoulliAttributes, bernoulliAttributes, bernoulliOp } from '../ops/source'
import { Tensor } from '../tensor/tensor'
import { withoutElements } from './traced'

/** A graph and what feeds it, in the order of its inputs: arguments, captured tensors, random masks. */
export interface Lifted {
  readonly graph: Graph
  /** The placeholders among `arguments` that the graph really uses, in order. */
  readonly used: readonly number[]
  /** Concrete tensors that the function closed over. */
  readonly captured: readonly Tensor[]
  readonly masks: readonly BernoulliAttributes[]
}

export interface LiftOptions {
  readonly arguments: readonly Tensor[]
  /** Indices among the arguments whose memory may be taken over. */
  readonly donated?: ReadonlySet<number>
  /** Replaces nodes by captured tensors before the graph is built (eager literals). */
  readonly capture?: (tensor: Tensor) => Tensor | undefined
}

/** Closes a traced computation: everything that it needs from outside becomes an input of the graph. */
export function lift(
  outputs: readonly Tensor[],
  { arguments: placeholders, donated, capture }: LiftOptions,
): Lifted {
  const known = new Set(placeholders)
  const captured = new Map<Tensor, Tensor>()
  const masks = new Map<string, { placeholder: Tensor; attributes: BernoulliAttributes }>()

  const captureAs = (tensor: Tensor, content: Tensor): Tensor => {
    const earlier = captured.get(content)
    if (earlier) return earlier
    const placeholder = new Tensor(tensor.shape, tensor.dtype, {
      kind: 'placeholder',
      name: `captured${captured.size}`,
    })
    captured.set(content, placeholder)
    return placeholder
  }
  const replace = (tensor: Tensor): Tensor | undefined => {
    const { source } = tensor
    if (source.kind === 'placeholder') {
      if (known.has(tensor)) return tensor
      throw withoutElements(tensor)
    }
    if (source.kind === 'donated') throw donatedError(undefined, tensor)
    if (source.kind === 'host' || source.kind === 'stored') return captureAs(tensor, tensor)
    if (source.node.op.name === bernoulliOp.name) return maskInput(tensor, bernoulliAttributes(source.node))
    const content = capture?.(tensor)
    return content && captureAs(tensor, content)
  }
  const maskInput = (tensor: Tensor, attributes: BernoulliAttributes): Tensor => {
    const key = JSON.stringify(attributes)
    const placeholder =
      masks.get(key)?.placeholder ??
      new Tensor(tensor.shape, tensor.dtype, { kind: 'placeholder', name: `mask${masks.size}` })
    masks.set(key, { placeholder, attributes })
    return placeholder
  }

  const results = rebuild(outputs, { replace })
  const nodes = nodesBehind(results)
  const needed = new Set([...nodes.flatMap((node) => node.inputs), ...results])
  for (const placeholder of sizeGivers(nodes, needed, placeholders)) needed.add(placeholder)
  const used = placeholders.flatMap((placeholder, index) => (needed.has(placeholder) ? [index] : []))
  const inputs = [
    ...used.map((index) => placeholders[index]!),
    ...captured.values(),
    ...[...masks.values()].map(({ placeholder }) => placeholder),
  ]
  const donatedInputs = new Set(used.flatMap((index, input) => (donated?.has(index) ? [input] : [])))
  return {
    graph: { inputs, outputs: results, nodes, aliases: aliasDonated(inputs, results, nodes, donatedInputs) },
    used,
    captured: [...captured.keys()],
    masks: [...masks.values()].map(({ attributes }) => attributes),
  }
}
