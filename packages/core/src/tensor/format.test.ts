import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { identityMatrix, range, tensor, zeros } from './create'
import { formatElements } from './format'

describe('a tensor in text', () => {
  it('has its elements in aligned columns', () => {
    expect(
      inspect(
        tensor([
          [1, -2.5],
          [10, 0.12345],
        ]),
      ),
    ).toBe('Tensor(float32 [2, 2]) [[     1   -2.5]\n [    10 0.1235]]')
    expect(inspect(tensor([true, false]))).toBe('Tensor(bool [2]) [ true false]')
    expect(inspect(identityMatrix(2, 'int32'))).toBe('Tensor(int32 [2, 2]) [[1 0]\n [0 1]]')
    expect(inspect(tensor(3))).toBe('Tensor(float32 []) 3')
    expect(inspect(zeros([2, 0]))).toBe('Tensor(float32 [2, 0]) [[]\n []]')
  })

  it('separates matrices by an empty line', () => {
    expect(formatElements(new Float32Array(8), [2, 2, 2], 'float32')).toBe(
      '[[[0 0]\n  [0 0]]\n\n [[0 0]\n  [0 0]]]',
    )
  })

  it('shows both ends of what is long, and powers of ten where sizes differ much', () => {
    expect(inspect(range(0, 5000))).toBe('Tensor(float32 [5000]) [   0    1    2 … 4997 4998 4999]')
    expect(inspect(tensor([1e-9, 2000]))).toBe('Tensor(float32 [2]) [1.0000e-9 2.0000e+3]')
    expect(inspect(tensor([Number.NaN, Number.NEGATIVE_INFINITY]))).toBe('Tensor(float32 [2]) [NaN  −∞]')
  })

  it('widens halves', () => {
    expect(inspect(tensor([0.5, 3], { dtype: 'float16' }))).toBe('Tensor(float16 [2]) [0.5   3]')
    expect(inspect(tensor([0.5, 3], { dtype: 'bfloat16' }))).toBe('Tensor(bfloat16 [2]) [0.5   3]')
  })
})
