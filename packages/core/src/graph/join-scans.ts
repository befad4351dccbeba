import type { Tensor } from '../tensor/tensor'
import { Body, isBody } from './body'
import type { Node } from './node'

interface Joined {
  readonly attributes: Record<string, unknown>
  /** For each result of the call, which result of the joined call it is. */
  readonly places: readonly number[]
}

/**
 * A scan and those that its gradients made of it, which also return what the way back needs, become one scan
 * that returns everything: the forward pass is computed once.
 */
export function joinScans(nodes: readonly Node[]): Map<Node, Joined> {
  const families = new Map<Body, Node[]>()
  for (const node of nodes) {
    const { body } = node.attributes
    if (node.op.name !== 'scan' || !isBody(body)) continue
    const origin = body.origin ?? body
    families.set(origin, [...(families.get(origin) ?? []), node])
  }
  const joined = new Map<Node, Joined>()
  for (const [origin, family] of families) {
    for (const group of byInputs(family)) {
      if (group.length > 1) join(origin, group, joined)
    }
  }
  return joined
}

function byInputs(nodes: readonly Node[]): Node[][] {
  const groups: Node[][] = []
  for (const node of nodes) {
    const group = groups.find(([first]) => first!.inputs.every((input, i) => input === node.inputs[i]))
    if (group) group.push(node)
    else groups.push([node])
  }
  return groups
}

function join(origin: Body, group: readonly Node[], joined: Map<Node, Joined>): void {
  const carries = Number(group[0]!.attributes['carries'])
  const bodies = group.map(({ attributes }) => attributes['body'] as Body)
  // Carries come first in all of them, and are the same; of the rest each tensor is returned once.
  const outputs = new Set<Tensor>(bodies.flatMap((body) => body.outputs.slice(carries)))
  const order = [...origin.outputs.slice(0, carries), ...outputs]
  const rest = new Map([...outputs].map((output, index) => [output, carries + index]))
  const body = new Body(origin.inputs, order, origin)
  group.forEach((node, index) => {
    joined.set(node, {
      attributes: { ...node.attributes, body },
      places: bodies[index]!.outputs.map((output, at) => (at < carries ? at : rest.get(output)!)),
    })
  })
}
