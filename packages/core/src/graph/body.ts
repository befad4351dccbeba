import { applyAll } from '../ops/apply'
import type { Tensor } from '../tensor/tensor'
import { describeAttributes } from './describe-attributes'
import { nodesBehind } from './graph'
import type { Node } from './node'

const brand = Symbol.for('graft.body')

/**
 * A traced function inside an operation: the step of a scan, a block to recompute. Its inputs are named by
 * tensors: placeholders for its arguments, and for what it closes over the tensors of the graph around it. They
 * say only which input is meant; whoever runs the body gives each of them a value.
 */
export class Body {
  /** Told apart by its text where equal calls are merged. */
  private description: string | undefined

  constructor(
    readonly inputs: readonly Tensor[],
    readonly outputs: readonly Tensor[],
    /** The body whose inputs this one shares, and to whose outputs it adds some. */
    readonly origin: Body | undefined = undefined,
  ) {}

  /** @internal */
  get [brand](): true {
    return true
  }

  /** In topological order. */
  get nodes(): Node[] {
    return nodesBehind(this.outputs, new Set(this.inputs))
  }

  /** A text that is equal for bodies that compute the same, which `describeAttributes` puts in its place. */
  toJSON(): string {
    this.description ??= describeNodes(this.inputs, this.nodes, this.outputs)
    return this.description
  }
}

export const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && brand in value

/** A text that is equal for graphs that compute the same from inputs of the same shapes. */
export function describeNodes(
  inputs: readonly Tensor[],
  nodes: readonly Node[],
  outputs: readonly Tensor[],
): string {
  const numbers = new Map<Tensor, number>()
  const parts = inputs.map((input) => {
    numbers.set(input, numbers.size)
    return `${input.dtype}${JSON.stringify(input.shape)}`
  })
  for (const { op, inputs: operands, attributes, outputs: results } of nodes) {
    const from = operands.map((operand) => numbers.get(operand))
    parts.push(`${op.name}(${from})${describeAttributes(attributes)}`)
    for (const result of results) numbers.set(result, numbers.size)
  }
  return `${parts.join(';')}→${outputs.map((output) => numbers.get(output))}`
}

export interface Closed {
  readonly body: Body
  /** What the function closed over: the inputs of the body after its arguments. */
  readonly constants: readonly Tensor[]
}

/** Operations without operands that a body holds itself, because a number is cheaper than an input. */
const held = new Set(['literal', 'iota'])

/**
 * Closes the function that computed `outputs` from `placeholders`: what depends on none of them is computed
 * once, outside, and becomes an input of its own.
 */
export function closeBody(placeholders: readonly Tensor[], outputs: readonly Tensor[]): Closed {
  const inside = new Set(placeholders)
  const constants = new Set<Tensor>()
  const use = (tensor: Tensor): void => {
    if (inside.has(tensor) || constants.has(tensor)) return
    const { source } = tensor
    const isHeld = source.kind === 'node' && held.has(source.node.op.name) && source.node.inputs.length === 0
    if (!isHeld || !hasFixedSize(tensor)) constants.add(tensor)
  }
  for (const node of nodesBehind(outputs, inside)) {
    if (!node.inputs.some((input) => inside.has(input))) continue
    node.inputs.forEach(use)
    for (const output of node.outputs) inside.add(output)
  }
  outputs.forEach(use)
  return { body: new Body([...placeholders, ...constants], outputs), constants: [...constants] }
}

const hasFixedSize = ({ shape }: Tensor): boolean => shape.every((size) => typeof size === 'number')

/** The computation of a body written out where it is called, with `inputs` in the place of its own. */
export function inline(body: Body, inputs: readonly Tensor[]): readonly Tensor[] {
  const known = new Map(body.inputs.map((input, index) => [input, inputs[index]!]))
  const find = (tensor: Tensor): Tensor => known.get(tensor) ?? tensor
  for (const node of body.nodes) {
    const results = applyAll(node.op, node.inputs.map(find), node.attributes)
    for (const [index, output] of node.outputs.entries()) known.set(output, results[index]!)
  }
  return body.outputs.map(find)
}
