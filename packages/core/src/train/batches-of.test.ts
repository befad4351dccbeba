import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import '../methods'
import { fromTypedArray, tensor } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { batchesOf } from './batches-of'

/** Ten rows: `x` is `[10, 2]`, `label` is int32 `[10]`, and row i holds i, so that rows can be told apart. */
const rows = () => ({
  x: tensor(Array.from({ length: 10 }, (_, row) => [row, -row])),
  deep: {
    label: fromTypedArray(
      Int32Array.from({ length: 10 }, (_, row) => row),
      [10],
    ),
  },
})
type Rows = ReturnType<typeof rows>

async function labelsOf({ deep, x }: Rows): Promise<number[]> {
  const labels = Array.from(await deep.label.data(), Number)
  expect(await x.array()).toEqual(labels.map((label) => [label, label === 0 ? -0 : -label]))
  expect([x.dtype, deep.label.dtype]).toEqual(['float32', 'int32'])
  return labels
}

async function epochOf(options: Parameters<typeof batchesOf>[1], epoch = 0): Promise<number[][]> {
  const batches = await batchesOf(rows(), options)
  const labels = []
  for (let index = 0; index < batches.perEpoch; index++)
    labels.push(await labelsOf(await batches.at(epoch, index)))
  return labels
}

describe('batches of rows in memory', () => {
  it('keep rows together, in order, with what is left over at the end', async () => {
    expect(await epochOf({ size: 4 })).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ])
    expect(await epochOf({ size: 4, partial: 'drop' })).toHaveLength(2)
  })

  it('come in another order in every epoch, the same for the same key', async () => {
    const shuffle = RandomKey.from(1)
    const [first, again, second] = [
      await epochOf({ size: 3, shuffle }),
      await epochOf({ size: 3, shuffle }),
      await epochOf({ size: 3, shuffle }, 1),
    ]
    expect(again).toEqual(first)
    expect(second).not.toEqual(first)
    for (const epoch of [first, second])
      expect(epoch.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('can be asked for out of order', async () => {
    const batches = await batchesOf(rows(), { size: 3, shuffle: RandomKey.from(1) })
    const late = await labelsOf(await batches.at(2, 1))
    await batches.at(0, 0)
    expect(await labelsOf(await batches.at(2, 1))).toEqual(late)
  })

  it('take some of the rows', async () => {
    expect(await epochOf({ size: 2, rows: [7, 1, 4] })).toEqual([[7, 1], [4]])
    const shuffled = await epochOf({ size: 3, rows: Uint32Array.of(7, 1, 4), shuffle: RandomKey.from(2) })
    expect(shuffled.flat().sort()).toEqual([1, 4, 7])
  })

  it.each<[string, object, Parameters<typeof batchesOf>[1], string]>([
    ['no size', rows(), { size: 0 }, 'invalid-option'],
    ['a row that is not there', rows(), { size: 1, rows: [10] }, 'invalid-option'],
    ['tensors of other lengths', { ...rows(), y: tensor([1]) }, { size: 1 }, 'shape-mismatch'],
    ['a number', { x: tensor(1) as Tensor }, { size: 1 }, 'shape-mismatch'],
    ['no tensor', {}, { size: 1 }, 'invalid-data'],
  ])('refuse %s', async (_, tensors, options, code) => {
    await expect(batchesOf(tensors, options)).rejects.toMatchObject({ code })
  })
})
