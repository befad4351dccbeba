import { callerLine } from '../tensor/source-line'
import type { Node } from './node'

/** Where a node comes from: the user's line that called the operation, and the call whose gradient it belongs to. */
export interface Origin {
  readonly line?: string | undefined
  readonly gradientOf?: Node | undefined
}

let recorded: WeakMap<Node, Origin> | undefined
let differentiated: Node | undefined

/** Runs `f` and remembers where each node comes from that it adds: slow, for what is to be explained. */
export function recordOrigins<T>(f: () => T): { result: T; originOf: (node: Node) => Origin } {
  const own = new WeakMap<Node, Origin>()
  const before = recorded
  recorded = own
  try {
    return { result: f(), originOf: (node) => own.get(node) ?? {} }
  } finally {
    recorded = before
  }
}

/** Told of every node that is added to a graph. */
export function noteOrigin(node: Node): void {
  if (!recorded) return
  recorded.set(node, differentiated ? { gradientOf: differentiated } : { line: callerLine() })
}

/** Nodes that `f` adds belong to the gradient of `node`, or of the composite that it is a part of. */
export function asGradientOf<T>(node: Node, f: () => T): T {
  const before = differentiated
  differentiated ??= node
  try {
    return f()
  } finally {
    differentiated = before
  }
}
