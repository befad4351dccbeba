import type { GraftError } from '@graftjs/base'
import type { Node, Op } from '../graph/node'
import { noteOrigin } from '../graph/origin'
import { describeValue } from '../tensor/describe-value'
import { type DType, isFloat } from '../tensor/dtype'
import { mistake } from '../tensor/mistake'
import { formatShape, type Signature } from '../tensor/shape'
import { isTensor, Tensor } from '../tensor/tensor'

let nextId = 0

/** Adds one call of `op` to the graph and returns its results. */
export function applyAll<Attributes extends object>(
  op: Op<string, Attributes>,
  inputs: readonly Tensor[],
  attributes: Attributes,
): readonly Tensor[] {
  for (const [index, input] of inputs.entries()) {
    if (!isTensor(input)) throw notATensor(op.name, index, input)
    if (input.source.kind === 'donated') throw donatedError(op.name, input)
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

/** The error of a tensor that was given away; `op` is what would have used it. */
export function donatedError(op: string | undefined, { dtype, shape }: Signature): GraftError {
  return mistake('use-after-release', {
    what: `${op ? `${op}: the` : 'The'} tensor ${dtype} ${formatShape(shape)} was donated to a compiled function, which has reused its memory.`,
    fix: 'Use the tensor that the function returned in its place, or leave it out of `donate`.',
  })
}

/** The error of an operand that is no tensor, which the types forbid and JavaScript does not. */
export function notATensor(op: string, index: number, value: unknown): GraftError {
  const waits = typeof value === 'object' && value !== null && 'then' in value
  return mistake('invalid-data', {
    what: `${op}: operand ${index} is ${describeValue(value)}, not a tensor.`,
    fix: waits
      ? 'Wait for it first: const y = await f(x).'
      : "Make one of numbers and arrays: tensor([1, 2]), scalar(3), or tensor(indices, { dtype: 'int32' }).",
  })
}

/** Of two dtypes that meet, the one that operands are best converted to: a floating-point one before whole numbers. */
const preference: readonly DType[] = [
  'float32',
  'float16',
  'bfloat16',
  'float64',
  'int32',
  'int64',
  'uint32',
  'uint8',
  'bool',
]

/** The dtype that operands share; throws when they differ. */
export function sameDType(op: string, inputs: readonly Signature[]): Signature['dtype'] {
  const [first, ...rest] = inputs.map(({ dtype }) => dtype)
  const other = rest.find((dtype) => dtype !== first)
  if (other) {
    const wanted = preference.find((dtype) => dtype === first || dtype === other)
    throw mistake('dtype-mismatch', {
      what: `${op}: the operands are ${first} and ${other}.`,
      fix: `Convert one of them, for example x.cast('${wanted}').`,
    })
  }
  return first!
}

/** The dtype of operands that must be floating-point. */
export function floatDType(op: string, inputs: readonly Signature[]): Signature['dtype'] {
  const dtype = sameDType(op, inputs)
  if (isFloat(dtype)) return dtype
  throw mistake('dtype-mismatch', {
    what: `${op} needs floating-point numbers, but the operand is ${dtype}.`,
    fix: "Convert it first: x.cast('float32').",
  })
}

/** What to write instead of arithmetic on bool, by operation. */
const insteadOfBool: Readonly<Record<string, string>> = {
  sum: 'Count with countTrue(x), or ask any(x) or all(x)',
  max: 'Ask any(x)',
  min: 'Ask all(x)',
  maximum: 'Write or(a, b)',
  minimum: 'Write and(a, b)',
  add: 'Write or(a, b)',
  multiply: 'Write and(a, b)',
  subtract: 'Write xor(a, b)',
  negate: 'Write not(x)',
}

/** The dtype of operands that are numbers: arithmetic on bool would have to guess what is meant. */
export function numberDType(op: string, inputs: readonly Signature[]): Signature['dtype'] {
  const dtype = sameDType(op, inputs)
  if (dtype !== 'bool') return dtype
  const instead = insteadOfBool[op]
  throw mistake('dtype-mismatch', {
    what: `${op} needs numbers, but the operand is bool.`,
    fix: `${instead ? `${instead}, or convert` : 'Convert'} it first: x.cast('int32') or x.cast('float32').`,
  })
}
