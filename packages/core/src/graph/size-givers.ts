import { isSymbolic, symbolsOf } from '../tensor/dimension'
import type { Tensor } from '../tensor/tensor'
import { isBody } from './body'
import type { Node } from './node'

/**
 * The tensors among `candidates` that a graph needs for their sizes alone: a symbol that its nodes use, and
 * that no tensor in `inputs` has. The gradient of a sum, for example, knows only the shape of its operand.
 */
export function sizeGivers(
  nodes: readonly Node[],
  inputs: ReadonlySet<Tensor>,
  candidates: readonly Tensor[],
): Tensor[] {
  const missing = new Set(nodes.flatMap(symbolsOfNode))
  for (const input of inputs) if (input.source.kind === 'placeholder') forget(missing, input)
  return candidates.filter((candidate) => forget(missing, candidate))
}

/** Takes the symbols that `tensor` has out of `missing`; tells whether there was one. */
function forget(missing: Set<string>, { shape }: Tensor): boolean {
  return shape.map((dimension) => isSymbolic(dimension) && missing.delete(dimension.key)).includes(true)
}

/** The symbols in the shapes of a node's results and in its attributes. */
const symbolsOfNode = ({ outputs, attributes }: Node): string[] => [
  ...outputs.flatMap(({ shape }) => shape.flatMap(symbolsOf)),
  ...symbolsWithin(attributes),
]

function symbolsWithin(value: unknown): string[] {
  if (isBody(value)) return value.nodes.flatMap(symbolsOfNode)
  if (isSymbolic(value)) return symbolsOf(value)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(symbolsWithin) : []
}
