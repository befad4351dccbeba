import { mistake } from '../tensor/mistake'
import type { Signature } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp } from './apply'
import { elementwise } from './broadcast'

/** Both operands must be bool: a number says nothing of what counts as true. */
function assertBool(op: string, inputs: readonly Signature[]): void {
  const other = inputs.find(({ dtype }) => dtype !== 'bool')
  if (!other) return
  throw mistake('dtype-mismatch', {
    what: `${op} needs bool, but an operand is ${other.dtype}.`,
    fix: 'Compare first, for example notEqual(x, 0).',
  })
}

const connective = <const Name extends string>(name: Name) =>
  defineOp({
    name,
    infer: (inputs) => {
      assertBool(name, inputs)
      return [elementwise(name, inputs)]
    },
  })

export const andOp = connective('and')
export const orOp = connective('or')

export const notOp = defineOp({
  name: 'not',
  infer: ([x]) => {
    assertBool('not', [x!])
    return [{ shape: x!.shape, dtype: 'bool' }]
  },
})

/** Where both hold, broadcast. */
export const and = (a: Tensor, b: Tensor): Tensor => apply(andOp, [a, b], {})
/** Where at least one holds, broadcast. */
export const or = (a: Tensor, b: Tensor): Tensor => apply(orOp, [a, b], {})
/** Where it does not hold. */
export const not = (x: Tensor): Tensor => apply(notOp, [x], {})
/** Where exactly one holds, broadcast. */
export const xor = (a: Tensor, b: Tensor): Tensor => and(or(a, b), not(and(a, b)))
