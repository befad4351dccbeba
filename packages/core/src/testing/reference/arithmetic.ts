import { isFloat } from '../../tensor/dtype'
import type { Operands } from './kernel'
import { broadcastPositions } from './positions'

/** A kernel that combines two operands element by element, broadcast. */
export const pairwise =
  (combine: (a: number, b: number) => number) =>
  ({ inputs: [a, b], shape }: Operands): Float64Array => {
    const left = broadcastPositions(a!.shape, shape)
    const right = broadcastPositions(b!.shape, shape)
    return Float64Array.from(left, (position, i) => combine(a!.data[position]!, b!.data[right[i]!]!))
  }

const quotient = pairwise((a, b) => a / b)
const wholeQuotient = pairwise((a, b) => Math.trunc(a / b))

export const arithmetic = {
  add: pairwise((a, b) => a + b),
  subtract: pairwise((a, b) => a - b),
  multiply: pairwise((a, b) => a * b),
  divide: (call: Operands) => (isFloat(call.dtype) ? quotient(call) : wholeQuotient(call)),
  power: pairwise((a, b) => a ** b),
  modulo: pairwise((a, b) => a - b * Math.floor(a / b)),
  negate: ({ inputs: [x] }: Operands) => x!.data.map((value) => -value),
}
