import { equalDimensions, formatDimension } from '../tensor/dimension'
import { broadcastShapes, type Shape, shapeError, sizeOf } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp, floatDType } from './apply'
import { sumTo } from './broadcast'
import { reshape } from './reshape'

export interface MatmulAttributes {
  readonly transposeA: boolean
  readonly transposeB: boolean
}

const rows = (shape: Shape, transposed: boolean) => shape.at(transposed ? -1 : -2)!
const columns = (shape: Shape, transposed: boolean) => shape.at(transposed ? -2 : -1)!

export const matmulOp = defineOp<'matmul', MatmulAttributes>({
  name: 'matmul',
  infer: ([a, b], { transposeA, transposeB }) => {
    const dtype = floatDType('matmul', [a!, b!])
    if (a!.shape.length < 2 || b!.shape.length < 2) {
      throw shapeError(
        'matmul',
        [a!.shape, b!.shape],
        'both operands need at least two axes.',
        'Reshape a vector to [1, n] or [n, 1]; the inner product of vectors is sum(multiply(a, b)).',
      )
    }
    const inner = [columns(a!.shape, transposeA), rows(b!.shape, transposeB)] as const
    if (!equalDimensions(inner[0], inner[1])) {
      throw shapeError(
        'matmul',
        [a!.shape, b!.shape],
        `the inner sizes ${formatDimension(inner[0])} and ${formatDimension(inner[1])} differ${transposeA || transposeB ? ` (transposeA: ${transposeA}, transposeB: ${transposeB})` : ''}.`,
        'Transpose an operand, for example matmul(a, b, { transposeB: true }), or make the inner sizes equal.',
      )
    }
    const batch = broadcastShapes('matmul', a!.shape.slice(0, -2), b!.shape.slice(0, -2))
    return [{ shape: [...batch, rows(a!.shape, transposeA), columns(b!.shape, transposeB)], dtype }]
  },
  gradient: ({ inputs: [a, b], attributes: { transposeA, transposeB }, gradient }) => {
    if (a!.rank > 2 && b!.rank === 2 && !transposeA) return sharedRight(a!, b!, transposeB, gradient)
    const towardsA = transposeA
      ? matmul(b!, gradient, { transposeA: transposeB, transposeB: true })
      : matmul(gradient, b!, { transposeB: !transposeB })
    const towardsB = transposeB
      ? matmul(gradient, a!, { transposeA: true, transposeB: transposeA })
      : matmul(a!, gradient, { transposeA: !transposeA })
    return [sumTo(towardsA, a!.shape), sumTo(towardsB, b!.shape)]
  },
})

/** One matrix for the whole batch: its gradient is a single product over all rows, not a sum of small ones. */
function sharedRight(a: Tensor, b: Tensor, transposeB: boolean, gradient: Tensor): readonly Tensor[] {
  const rowCount = sizeOf(a.shape.slice(0, -1))
  const flatA = reshape(a, [rowCount, a.shape.at(-1)!])
  const flatGradient = reshape(gradient, [rowCount, gradient.shape.at(-1)!])
  return [
    matmul(gradient, b, { transposeB: !transposeB }),
    transposeB
      ? matmul(flatGradient, flatA, { transposeA: true })
      : matmul(flatA, flatGradient, { transposeA: true }),
  ]
}

/**
 * The matrix product over the last two axes, `[…, n, k] × […, k, m] → […, n, m]`; leading axes broadcast.
 * `transposeA` and `transposeB` read an operand with its last two axes swapped, at no cost.
 */
export function matmul(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean } = {},
): Tensor {
  return apply(matmulOp, [a, b], { transposeA, transposeB })
}
