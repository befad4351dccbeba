import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import '../methods'
import { evenlySpaced, full, identityMatrix, range, tensor } from './create'

describe('making tensors', () => {
  it('takes nested arrays and typed arrays, also of another realm', async () => {
    expect(
      await tensor([
        [1, 2],
        [3, 4],
      ]).array(),
    ).toEqual([
      [1, 2],
      [3, 4],
    ])
    const foreign: Float64Array = runInNewContext('new Float64Array([1, 2])')
    const made = tensor(foreign, { shape: [2, 1] })
    expect([made.dtype, await made.array()]).toEqual(['float64', [[1], [2]]])
    expect(await tensor(runInNewContext('[[1, 2]]')).array()).toEqual([[1, 2]])
  })

  it('makes ranges as NumPy does', async () => {
    expect(await range(0, 1, 0.25).array()).toEqual([0, 0.25, 0.5, 0.75])
    expect(await range(5, 0, -2, 'int32').array()).toEqual([5, 3, 1])
    expect(await evenlySpaced(-1, 1, 5).array()).toEqual([-1, -0.5, 0, 0.5, 1])
    expect(await identityMatrix(2).array()).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect(await full([2], 1.5, 'bfloat16').array()).toEqual([1.5, 1.5])
  })

  it('refuses what does not fit', () => {
    expect(() => tensor([[1, 2], [3]])).toThrow('values[1] has 1 elements, but the arrays before it have 2.')
    expect(() => tensor([1, 300], { dtype: 'uint8' })).toThrow('Element 1 is 300, which uint8 does not hold.')
    expect(() => tensor([0.5], { dtype: 'int32' })).toThrow('Element 0 is 0.5, which int32 does not hold.')
    expect(() => full([-1], 0)).toThrow('[-1] is not a shape.')
    expect(() => range(0, 1, 0)).toThrow('in steps of 0')
    expect(() => tensor([1, 2, 3], { shape: [2, 2] })).toThrow('3 elements do not fill the shape [2, 2].')
  })
})
