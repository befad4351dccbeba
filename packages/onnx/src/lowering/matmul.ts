import { attribute } from '../model/graph'
import type { GraphWriter } from './graph-writer'
import type { Lowering } from './lowering'

/** A product that reads an operand transposed is one FusedMatMul, or a Transpose before it where only ONNX's own operators may stand. */
export const matmul: Lowering<'matmul'> = ({ writer, inputs: [a, b], operands, attributes }) => {
  const { transposeA, transposeB } = attributes
  if (!transposeA && !transposeB) return writer.node('MatMul', [a!, b!])
  if (!writer.portable) {
    return writer.node('FusedMatMul', [a!, b!], {
      domain: 'com.microsoft',
      attributes: { transA: attribute.int(Number(transposeA)), transB: attribute.int(Number(transposeB)) },
    })
  }
  const left = transposeA ? swapLastTwo(writer, a!, operands[0]!.shape.length) : a!
  const right = transposeB ? swapLastTwo(writer, b!, operands[1]!.shape.length) : b!
  return writer.node('MatMul', [left, right])
}

function swapLastTwo(writer: GraphWriter, input: string, rank: number): string {
  const order = Array.from({ length: rank }, (_, axis) => axis)
  const perm = [...order.slice(0, -2), rank - 1, rank - 2]
  return writer.node('Transpose', [input], { attributes: { perm: attribute.ints(perm) } })
}
