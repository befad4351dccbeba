import { matmul } from '../../../ops/matmul'
import { type Case, type CasesOf, magnitudes, normal, type Operand, twoSizes } from '../case'

interface Product {
  readonly a: Operand['shape']
  readonly b: Operand['shape']
  readonly transposeA?: boolean
  readonly transposeB?: boolean
}

const product = (name: string, { a, b, ...transposed }: Product): Case => ({
  name,
  inputs: [normal(a), normal(b)],
  run: (x, y) => matmul(x!, y!, transposed),
  scale: 'magnitudes',
  smooth: true,
})

/** Every way of reading the operands of one product. */
const fourWays = (name: string, batchA: Operand['shape'], batchB: Operand['shape']): readonly Case[] =>
  [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) =>
      product(`${name}${transposeA ? ', a transposed' : ''}${transposeB ? ', b transposed' : ''}`, {
        a: [...batchA, ...(transposeA ? [3, 2] : [2, 3])],
        b: [...batchB, ...(transposeB ? [4, 3] : [3, 4])],
        transposeA,
        transposeB,
      }),
    ),
  )

export const products: CasesOf<'matmul'> = {
  matmul: [
    ...fourWays('matrices', [], []),
    ...fourWays('equal batches', [2], [2]),
    ...fourWays('one matrix on the right', [2, 3], []),
    ...fourWays('one matrix on the left', [], [3]),
    ...fourWays('batches that broadcast', [2, 1], [1, 3]),
    product('vectors', { a: [1, 5], b: [5, 1] }),
    product('larger', { a: [33, 70], b: [70, 41] }),
    product('an empty batch', { a: [0, 2, 3], b: [3, 4] }),
    product('no rows', { a: [0, 3], b: [3, 4] }),
    product('an empty inner axis', { a: [2, 0], b: [0, 3] }),
    product('an empty inner axis in a batch', { a: [2, 2, 0], b: [0, 3] }),
    product('no columns', { a: [2, 3], b: [3, 0] }),
    {
      ...product('magnitudes', { a: [4, 20], b: [20, 3] }),
      inputs: [magnitudes([4, 20], -3, 3), magnitudes([20, 3], -3, 3)],
      kinks: true,
    },
    { ...product('symbolic rows', { a: ['batch', 'length', 3], b: [3, 4] }), sizes: twoSizes },
    {
      ...product('symbolic inner axis', { a: [2, 'batch'], b: [4, 'batch'], transposeB: true }),
      sizes: twoSizes,
    },
    {
      ...product('symbolic batches', {
        a: ['batch', 2, 'length', 3],
        b: ['batch', 2, 'length', 3],
        transposeB: true,
      }),
      sizes: twoSizes,
    },
  ],
}
