import { GraftError } from '@graftjs/base'
import koffi from 'koffi'
import { elementTypeOfCode } from '../../model/element-type'
import type { ModelSignature, TensorSignature } from '../signature'
import type { Pointer } from './api'
import { check, type Environment } from './environment'
import { Words } from './words'

/** Asks a session for the names, types and dims of its inputs and outputs. */
export function readSignature(environment: Environment, session: Pointer, where: string): ModelSignature {
  const { api, allocator } = environment
  const out = new Words(1)
  const get = (status: Pointer): bigint => {
    check(api, status, where)
    return out.value
  }

  const describe = (name: Pointer, typeInfo: Pointer): TensorSignature => {
    const text = koffi.decode.string(BigInt(name))
    try {
      const tensor = get(api.castTypeInfoToTensorInfo(typeInfo, out.address))
      const code =
        tensor === 0n ? 0 : Number(BigInt.asIntN(32, get(api.getTensorElementType(tensor, out.address))))
      const elementType = elementTypeOfCode(code)
      if (!elementType) {
        throw new GraftError('unsupported', {
          what: `"${text}" is ${tensor === 0n ? 'not a tensor' : `a tensor of ONNX's element type ${code}`}.`,
          where,
          fix: 'Give the model only inputs and outputs that are tensors of numbers or booleans.',
        })
      }
      const rank = Number(get(api.getDimensionsCount(tensor, out.address)))
      const sizes = new Words(rank)
      const symbols = new Words(rank)
      check(api, api.getDimensions(tensor, sizes.address, rank), where)
      check(api, api.getSymbolicDimensions(tensor, symbols.address, rank), where)
      const dims = Array.from({ length: rank }, (_, axis) => {
        const size = Number(sizes.values[axis])
        return size >= 0 ? size : koffi.decode.string(symbols.values[axis] ?? 0n) || null
      })
      return { name: text, elementType, dims }
    } finally {
      api.releaseTypeInfo(typeInfo)
      check(api, api.allocatorFree(allocator, name), where)
    }
  }

  const inputs = Number(get(api.sessionGetInputCount(session, out.address)))
  const outputs = Number(get(api.sessionGetOutputCount(session, out.address)))
  return {
    inputs: Array.from({ length: inputs }, (_, index) =>
      describe(
        get(api.sessionGetInputName(session, index, allocator, out.address)),
        get(api.sessionGetInputTypeInfo(session, index, out.address)),
      ),
    ),
    outputs: Array.from({ length: outputs }, (_, index) =>
      describe(
        get(api.sessionGetOutputName(session, index, allocator, out.address)),
        get(api.sessionGetOutputTypeInfo(session, index, out.address)),
      ),
    ),
  }
}
