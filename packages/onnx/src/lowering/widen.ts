import type { DType, OpName, Signature } from '@graftjs/core'
import { to } from './cast'
import type { Call, Lowering } from './lowering'

/** Dtypes that are storage for ONNX Runtime's CPU kernels, and in which their numbers are computed. */
const widened: { readonly [D in DType]?: DType } = {
  float16: 'float32',
  bfloat16: 'float32',
  uint8: 'int32',
  uint32: 'int64',
}

/** Operations that move elements and compute nothing: they take every dtype as it is. */
const moving = new Set([
  ...['literal', 'iota', 'dimension', 'cast', 'identity', 'stopGradient', 'scan'],
  ...['reshape', 'transpose', 'slice', 'concat', 'gather'],
])

/** A call of the operation that the lowering beside it is for. */
type AnyCall = Omit<Call<OpName>, 'attributes'> & { readonly attributes: never }

/** The results of a call; where its operands are of a storage dtype, computed in a wider one and stored back. */
export function lowerWidened(op: string, lowering: Lowering<OpName>, call: AnyCall): readonly string[] {
  const narrow = [...call.operands, ...call.results].some(({ dtype }) => widened[dtype])
  if (!narrow || moving.has(op)) return listOf(lowering(call))
  const { writer } = call
  const wide = (signatures: readonly Signature[]) =>
    signatures.map(({ shape, dtype }) => ({ shape, dtype: widened[dtype] ?? dtype }))
  const inputs = call.inputs.map((name, index) => {
    const target = widened[call.operands[index]!.dtype]
    return target ? writer.node('Cast', [name], to(target)) : name
  })
  const results = lowering({ ...call, inputs, operands: wide(call.operands), results: wide(call.results) })
  return listOf(results).map((name, index) => {
    const { dtype } = call.results[index]!
    return widened[dtype] ? writer.node('Cast', [name], to(dtype)) : name
  })
}

const listOf = (results: string | readonly string[]): readonly string[] =>
  typeof results === 'string' ? [results] : results
