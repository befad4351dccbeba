import { describe, expect, it } from 'vitest'
import { type CompressedRows, transpose } from '../sparse'
import { rowsInMemory, transposed } from './kernel-rows'
import { KernelSession } from './kernel-session'
import { SymmetricMatrix } from './symmetric-inverse'
import { both } from './testing/both'
import { laidDown } from './testing/laid-down'
import { quietly } from './testing/quietly'
import { randomRows } from './testing/random-rows'

const matrix = transpose(randomRows(90, 150, 6))

function productsOf({ rows, columns, offsets, indices, values }: CompressedRows): number[][] {
  const dense = Array.from({ length: rows }, (_, row) => {
    const own = new Array<number>(columns).fill(0)
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) own[indices[at]!] = values[at]!
    return own
  })
  return dense.map((a) => dense.map((b) => a.reduce((sum, value, at) => sum + value * b[at]!, 0)))
}

async function inverted(workers: number): Promise<{ before: SymmetricMatrix; values: number[][] }> {
  const session = new KernelSession(quietly(workers))
  const rows = await rowsInMemory(session, matrix)
  const columns = await transposed(session, rows)
  const own = new SymmetricMatrix(session, matrix.rows)
  await own.addProducts(rows, columns)
  const before = own
  const products = Array.from({ length: matrix.rows }, (_, i) =>
    Array.from({ length: matrix.rows }, (_, j) => own.at(i, j)),
  )
  expect(products).toEqual(productsOf(matrix))
  own.addToDiagonal(() => 3)
  await own.invert(() => undefined)
  const values = products.map((row, i) => row.map((_, j) => own.at(i, j)))
  await session.close()
  return { before, values }
}

describe('SymmetricMatrix', () => {
  it('becomes minus its inverse, with the same bits on any number of threads', async () => {
    const { values } = await inverted(1)
    const products = productsOf(matrix)
    products.forEach((row, i) => {
      row[i]! += 3
    })
    for (let i = 0; i < matrix.rows; i++) {
      for (let j = 0; j < matrix.rows; j++) {
        const sum = products[i]!.reduce((total, value, k) => total - value * values[k]![j]!, 0)
        expect(Math.abs(sum - Number(i === j))).toBeLessThan(1e-10)
      }
    }
    for (const workers of [2, 3]) expect((await inverted(workers)).values).toEqual(values)
  })

  it('is worked on by kernels as by their plain twins', () => {
    both((memory) => {
      const put = laidDown(memory)
      const across = transpose(matrix)
      const [blocks, tile] = [3, 4096]
      const tiles = memory.doubles(6 * tile)
      const [pivot, kept, products] = [1, blocks, blocks].map((count) => memory.doubles(count * tile))
      const [rows, columns] = [matrix, across].map(
        ({ offsets, indices, values }) => [put(offsets), put(indices), put(values)] as const,
      )
      const at = tiles.byteOffset
      const [pivotAt, keptAt, productsAt] = [pivot!, kept!, products!].map(({ byteOffset }) => byteOffset)
      return {
        run: (kernels) => {
          kernels.addProducts(0, 0, matrix.rows, ...rows!, ...columns!, at)
          for (let i = 0; i < blocks; i++) {
            for (let d = 0; d < 64; d++) tiles[((i * (i + 1)) / 2 + i) * tile + d * 65]! += 3
          }
          for (let block = 0; block < blocks; block++) {
            kernels.sweepPivot(0, 0, 1, at, block, pivotAt!)
            kernels.sweepColumns(0, 0, blocks, at, block, pivotAt!, keptAt!, productsAt!)
            kernels.sweepTiles(0, 0, 6, at, block, keptAt!, productsAt!)
          }
        },
        results: { tiles, pivot: pivot!, kept: kept!, products: products! },
      }
    })
  })
})
