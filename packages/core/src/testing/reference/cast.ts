import { isFloat } from '../../tensor/dtype'
import type { Operands } from './kernel'

/** Fractions are cut towards zero; what is left is stored in the new dtype by the engine. */
export const cast = ({ inputs: [x], dtype }: Operands): Float64Array =>
  isFloat(dtype) || dtype === 'bool' ? x!.data : x!.data.map(Math.trunc)

/** Names only: the result is the operand. */
export const unchanged = ({ inputs: [x] }: Operands): Float64Array => x!.data
