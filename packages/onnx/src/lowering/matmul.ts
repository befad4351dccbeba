import { attribute } from '../model/graph'
import type { GraphWriter } from './graph-writer'
import type { Lowering } from './lowering'

interface Product {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /** Of both operands. */
  readonly rank: number
}

/** A product that reads an operand transposed is one FusedMatMul, or a Transpose before it where only ONNX's own operators may stand. */
export function product(
  writer: GraphWriter,
  a: string,
  b: string,
  { transposeA = false, transposeB = false, rank }: Product,
): string {
  return matmulOf(writer, [a, b], [rank, rank], { transposeA, transposeB })
}

export const matmul: Lowering<'matmul'> = ({ writer, inputs: [a, b], operands, attributes }) =>
  matmulOf(
    writer,
    [a!, b!],
    operands.map(({ shape }) => shape.length),
    attributes,
  )

function matmulOf(
  writer: GraphWriter,
  [a, b]: readonly [string, string],
  ranks: readonly number[],
  { transposeA, transposeB }: { readonly transposeA: boolean; readonly transposeB: boolean },
): string {
  if (!transposeA && !transposeB) return writer.node('MatMul', [a, b])
  if (!writer.portable) {
    return writer.node('FusedMatMul', [a, b], {
      domain: 'com.microsoft',
      attributes: { transA: attribute.int(Number(transposeA)), transB: attribute.int(Number(transposeB)) },
    })
  }
  const left = transposeA ? swapLastTwo(writer, a, ranks[0]!) : a
  const right = transposeB ? swapLastTwo(writer, b, ranks[1]!) : b
  return writer.node('MatMul', [left, right])
}

function swapLastTwo(writer: GraphWriter, input: string, rank: number): string {
  const order = Array.from({ length: rank }, (_, axis) => axis)
  const perm = [...order.slice(0, -2), rank - 1, rank - 2]
  return writer.node('Transpose', [input], { attributes: { perm: attribute.ints(perm) } })
}
