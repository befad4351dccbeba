import { GraftError } from '@graftjs/base'
import type { Node, Op } from '../graph/node'
import { noteOrigin } from '../graph/origin'
import { isFloat } from '../tensor/dtype'
import type { Signature } from '../tensor/shape'
import { callerLine } from '../tensor/source-line'
import { Tensor } from '../tensor/tensor'

let nextId = 0

/** Adds one call of `op` to the graph and returns its results. */
export function applyAll<Attributes extends object>(
  op: Op<string, Attributes>,
  inputs: readonly Tensor[],
  attributes: Attributes,
): readonly Tensor[] {
  for (const input of inputs) {
    if (input.source.kind === 'donated') throw donatedError(op.name)
  }
  const outputs: Tensor[] = []
  const node: Node = {
    id: nextId++,
    op: op as Op,
    inputs,
    attributes: Object.fromEntries(Object.entries(attributes)),
    outputs,
  }
  for (const { shape, dtype } of op.infer(inputs, attributes)) {
    outputs.push(new Tensor(shape, dtype, { kind: 'node', node, index: outputs.length }))
  }
  noteOrigin(node)
  return outputs
}

/** Adds one call of an operation with a single result. */
export function apply<Attributes extends object>(
  op: Op<string, Attributes>,
  inputs: readonly Tensor[],
  attributes: Attributes,
): Tensor {
  return applyAll(op, inputs, attributes)[0]!
}

/** Names an operation, keeping its name and attributes in its type. */
export const defineOp = <const Name extends string, Attributes extends object = Record<never, never>>(
  op: Op<Name, Attributes>,
): Op<Name, Attributes> => op

/** The attributes of a call of `op`, in their own type: a node keeps them as it got them from `applyAll`. */
export const attributesOf = <Attributes>(_op: Op<string, Attributes>, node: Node): Attributes =>
  node.attributes as Attributes

export function donatedError(what: string): GraftError {
  return new GraftError('use-after-release', {
    what: `${what}: the tensor was donated to an executable, which has reused its memory.`,
    fix: 'Use the tensor that the executable returned in its place, or leave it out of `donate`.',
  })
}

/** The dtype that operands share; throws when they differ. */
export function sameDType(op: string, inputs: readonly Signature[]): Signature['dtype'] {
  const [first, ...rest] = inputs.map(({ dtype }) => dtype)
  const other = rest.find((dtype) => dtype !== first)
  if (other) {
    const line = callerLine()
    throw new GraftError('dtype-mismatch', {
      what: `${op}: the operands are ${first} and ${other}.`,
      ...(line ? { where: line } : {}),
      fix: `Convert one of them, for example x.cast('${first}').`,
    })
  }
  return first!
}

/** The dtype of operands that must be floating-point. */
export function floatDType(op: string, inputs: readonly Signature[]): Signature['dtype'] {
  const dtype = sameDType(op, inputs)
  if (isFloat(dtype)) return dtype
  const line = callerLine()
  throw new GraftError('dtype-mismatch', {
    what: `${op} needs floating-point numbers, but the operand is ${dtype}.`,
    ...(line ? { where: line } : {}),
    fix: "Convert it first: x.cast('float32').",
  })
}
