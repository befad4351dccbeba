import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import type { LeastSquares } from './contract/least-squares'
import type { KernelMemory } from './kernel-memory'
import type { Kernels } from './kernels'
import { both } from './testing/both'
import { randomRows } from './testing/random-rows'

describe('gramBlocks and gramSum', () => {
  it.each([
    [1, 8],
    [1024, 16],
    [2500, 24],
  ])('sum the products of %i rows of %i', (rows, width) => {
    const values = RandomKey.from(rows).normal(rows * width)
    const blocks = Math.ceil(rows / 1024)
    const { gram } = both((memory) => {
      const factors = filled(memory, values)
      const sums = memory.floats(blocks * width * width)
      const gram = memory.floats(width * width)
      return {
        run: (kernels) => {
          for (let block = blocks - 1; block >= 0; block--) {
            kernels.gramBlocks(0, block, block + 1, factors.byteOffset, rows, width, sums.byteOffset)
          }
          kernels.gramSum(0, 0, width, sums.byteOffset, blocks, width, 0.5, gram.byteOffset)
        },
        results: { gram },
      }
    })
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++) {
        let sum = 0
        for (let row = 0; row < rows; row++) sum += 0.5 * values[row * width + i]! * values[row * width + j]!
        expect(Math.abs(gram[i * width + j]! - sum)).toBeLessThan(1e-4 * rows ** 0.5)
      }
    }
  })
})

describe.each([
  ['implicit feedback with a gram matrix', { slope: 1, shift: -1, floor: 0, withGram: true }],
  ['explicit ratings without one', { slope: 0, shift: 1, floor: -3e38, withGram: false }],
])('least squares of %s', (_, { slope, shift, floor, withGram }) => {
  const matrix = randomRows(60, 90, 3)
  const [factors, width] = [13, 16]
  const padded = (values: Float64Array) => values.map((value, at) => (at % width < factors ? 0.3 * value : 0))
  const y = padded(RandomKey.from(1).normal(matrix.columns * width))
  const start = padded(RandomKey.from(2).normal(matrix.rows * width))
  const gram = gramOf(y, width)
  const penalties = Float32Array.from({ length: matrix.rows }, (_, row) => 0.5 + row / 100)

  const layDown = (memory: KernelMemory) => {
    const [offsets, columns, order] = [matrix.offsets, matrix.indices, byLength(matrix.offsets)].map(
      (own) => {
        const ints = memory.ints(own.length)
        ints.set(own)
        return ints
      },
    )
    const x = filled(memory, start)
    const problem: LeastSquares = [
      offsets!.byteOffset,
      columns!.byteOffset,
      filled(memory, matrix.values).byteOffset,
      4,
      filled(memory, penalties).byteOffset,
      slope,
      shift,
      floor,
      withGram ? filled(memory, gram).byteOffset : 0,
      x.byteOffset,
      filled(memory, y).byteOffset,
      width,
    ]
    return { order: order!.byteOffset, x, problem }
  }

  const exact = both((memory) => {
    const { order, x, problem } = layDown(memory)
    const scratch = memory.bytes((width + 66) * width * 4)
    return {
      run: (kernels) => kernels.solveByCholesky(scratch, 0, matrix.rows, order, ...problem, factors),
      results: { x },
    }
  }).x

  it('solves the normal equations by Cholesky', () => {
    for (let row = 0; row < matrix.rows; row++) {
      const x = exact.subarray(row * width, (row + 1) * width)
      const entries = range(matrix.offsets[row]!, matrix.offsets[row + 1]!)
      // What is left of each equation once x is put in.
      const rest = Array.from(x, (value, i) => {
        const base = withGram ? x.reduce((sum, other, j) => sum + other * gram[i * width + j]!, 0) : 0
        return entries.length === 0 ? value : base + penalties[row]! * value
      })
      for (const k of entries) {
        const column = y.subarray(matrix.indices[k]! * width, (matrix.indices[k]! + 1) * width)
        const c = matrix.values[k]!
        const product = column.reduce((sum, value, i) => sum + value * x[i]!, 0)
        const factor = (slope * Math.abs(c) + shift) * product - Math.max(c, floor)
        rest.forEach((value, i) => {
          rest[i] = value + factor * column[i]!
        })
      }
      for (const value of rest) expect(Math.abs(value)).toBeLessThan(1e-3)
      expect([...x.subarray(factors)]).toEqual([0, 0, 0])
    }
  })

  it('comes near to that in few steps by conjugate gradients, and nearer in more', () => {
    const distances = [1, 3, 8].map((steps) => {
      const { x } = both((memory) => solution(memory, 0, steps))
      return Math.hypot(...x.map((value, at) => value - exact[at]!))
    })
    expect(distances[1]!).toBeLessThan(distances[0]! / 2)
    expect(distances[2]!).toBeLessThan(distances[1]! / 5)
  })

  it('gives the same bits whether rows are solved together or one by one', () => {
    const bits = [0, 20].map((together) => [...both((memory) => solution(memory, together, 3)).x])
    expect(bits[1]).toEqual(bits[0])
  })

  it('takes one value for all entries', () => {
    const [all, one] = [
      filledWith(new Float32Array(matrix.values.length).fill(2)),
      filledWith([2, 2, 2, 2], 0),
    ]
    expect([...all.x]).toEqual([...one.x])
    expect([...all.exact]).toEqual([...one.exact])
  })

  /** Solutions with other values. */
  const filledWith = (values: ArrayLike<number>, valueStep = 4) => {
    const changed = ([offsets, columns, , , ...rest]: LeastSquares, memory: KernelMemory): LeastSquares => [
      offsets,
      columns,
      filled(memory, values).byteOffset,
      valueStep,
      ...rest,
    ]
    const { x } = both((memory) => solution(memory, 20, 3, changed))
    const { x: exact } = both((memory) => {
      const { order, x, problem } = layDown(memory)
      const own = changed(problem, memory)
      const scratch = memory.bytes((width + 66) * width * 4)
      return {
        run: (kernels) => kernels.solveByCholesky(scratch, 0, matrix.rows, order, ...own, factors),
        results: { x },
      }
    })
    return { x, exact }
  }

  const solution = (
    memory: KernelMemory,
    together: number,
    steps: number,
    change = (own: LeastSquares, _: KernelMemory): LeastSquares => own,
  ) => {
    const { order, x, problem: given } = layDown(memory)
    const problem = change(given, memory)
    const tasks = memory.ints(5)
    tasks.set([0, 7, 20, 33, matrix.rows])
    const scratch = memory.bytes(30 * (8 + 12 * width) + 16)
    return {
      run: (kernels: Kernels) =>
        kernels.solveByGradients(scratch, 0, 4, tasks.byteOffset, order, together, ...problem, steps),
      results: { x },
    }
  }
})

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

function filled(memory: KernelMemory, values: ArrayLike<number>): Float32Array {
  const floats = memory.floats(values.length)
  floats.set(values)
  return floats
}

function gramOf(rows: Float64Array, width: number): Float32Array {
  const gram = new Float32Array(width * width)
  for (let at = 0; at < rows.length; at += width) {
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++) gram[i * width + j]! += rows[at + i]! * rows[at + j]!
    }
  }
  return gram
}

function byLength(offsets: Int32Array): Int32Array {
  const rows = Int32Array.from({ length: offsets.length - 1 }, (_, row) => row)
  const length = (row: number) => offsets[row + 1]! - offsets[row]!
  return rows.sort((a, b) => length(b) - length(a) || a - b)
}
