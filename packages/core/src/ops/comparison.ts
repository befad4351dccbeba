import { mistake } from '../tensor/mistake'
import type { Signature } from '../tensor/shape'
import { broadcastShapes } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp, sameDType } from './apply'
import { multiply, type Operand, pair, subtract } from './arithmetic'
import { combined, elementwise, sumTo } from './broadcast'
import { cast } from './cast'
import { not } from './logical'
import { asTensor } from './source'

const compared = (op: string, inputs: readonly Signature[]): readonly Signature[] => [
  { shape: elementwise(op, inputs).shape, dtype: 'bool' },
]

export const equalOp = defineOp({ name: 'equal', infer: (inputs) => compared('equal', inputs) })
export const lessOp = defineOp({ name: 'less', infer: (inputs) => compared('less', inputs) })
export const greaterOp = defineOp({ name: 'greater', infer: (inputs) => compared('greater', inputs) })

export const lessEqualOp = defineOp({
  name: 'lessEqual',
  infer: (inputs) => compared('lessEqual', inputs),
})
export const greaterEqualOp = defineOp({
  name: 'greaterEqual',
  infer: (inputs) => compared('greaterEqual', inputs),
})

/** Where `a = b`, as bool. */
export const equal = (a: Tensor, b: Operand): Tensor => apply(equalOp, pair('equal', a, b), {})
/** Where `a < b`, as bool. */
export const less = (a: Tensor, b: Operand): Tensor => apply(lessOp, pair('less', a, b), {})
/** Where `a > b`, as bool. */
export const greater = (a: Tensor, b: Operand): Tensor => apply(greaterOp, pair('greater', a, b), {})

/** Where `a ≤ b`, as bool. */
export const lessEqual = (a: Tensor, b: Operand): Tensor => apply(lessEqualOp, pair('lessEqual', a, b), {})
/** Where `a ≥ b`, as bool. */
export const greaterEqual = (a: Tensor, b: Operand): Tensor =>
  apply(greaterEqualOp, pair('greaterEqual', a, b), {})
/** Where `a ≠ b`, as bool; NaN differs from itself. */
export const notEqual = (a: Tensor, b: Operand): Tensor => not(equal(a, b))
/** Where x is NaN, as bool. */
export const isNan = (x: Tensor): Tensor => notEqual(x, x)
/** Where x is neither NaN nor infinite, as bool. */
export const isFiniteNumber = (x: Tensor): Tensor => equal(subtract(x, x), 0)

export const whereOp = defineOp({
  name: 'where',
  infer: ([condition, a, b]) => {
    if (condition!.dtype !== 'bool') {
      throw mistake('dtype-mismatch', {
        what: `where: the condition is ${condition!.dtype}, not bool.`,
        fix: 'Compare first, for example greater(x, 0).',
      })
    }
    const dtype = sameDType('where', [a!, b!])
    return [
      {
        shape: broadcastShapes('where', condition!.shape, broadcastShapes('where', a!.shape, b!.shape)),
        dtype,
      },
    ]
  },
  gradient: ({ inputs: [condition, a, b], gradient }) => {
    const zero = asTensor(0, gradient)
    return [
      undefined,
      sumTo(where(condition!, gradient, zero), a!.shape),
      sumTo(where(condition!, zero, gradient), b!.shape),
    ]
  },
})

/** `a` where the condition holds, `b` elsewhere, broadcast. */
export const where = (condition: Tensor, a: Operand, b: Operand): Tensor =>
  apply(whereOp, [condition, ...pair('where', a, b)], {})

/** The gradient of picking one of two operands: where both are equal, each gets half, as in PyTorch and JAX. */
function picked(gradient: Tensor, mine: Tensor, other: Tensor, result: Tensor): Tensor {
  const chosen = cast(equal(mine, result), gradient.dtype)
  const tied = cast(equal(mine, other), gradient.dtype)
  const share = subtract(chosen, multiply(tied, 0.5))
  return sumTo(multiply(gradient, share), mine.shape)
}

export const maximumOp = defineOp({
  name: 'maximum',
  infer: (inputs) => [combined('maximum', inputs)],
  gradient: ({ inputs: [a, b], outputs: [result], gradient }) => [
    picked(gradient, a!, b!, result!),
    picked(gradient, b!, a!, result!),
  ],
})

export const minimumOp = defineOp({
  name: 'minimum',
  infer: (inputs) => [combined('minimum', inputs)],
  gradient: ({ inputs: [a, b], outputs: [result], gradient }) => [
    picked(gradient, a!, b!, result!),
    picked(gradient, b!, a!, result!),
  ],
})

/** The larger of `a` and `b`, element by element. */
export const maximum = (a: Tensor, b: Operand): Tensor => apply(maximumOp, pair('maximum', a, b), {})
/** The smaller of `a` and `b`, element by element. */
export const minimum = (a: Tensor, b: Operand): Tensor => apply(minimumOp, pair('minimum', a, b), {})
