import type { Kernels } from '../kernels'
import { floatAt, rowAt, type Views } from './views'

/** Rows of one partial sum. */
const BLOCK = 1024

export const gramBlocks =
  (views: Views): Kernels['gramBlocks'] =>
  (_scratch, first, last, factors, rows, width, sums) => {
    for (let block = first; block < last; block++) {
      const sum = rowAt(views, sums, block, width * width).fill(0)
      const end = Math.min(rows, (block + 1) * BLOCK)
      for (let row = block * BLOCK; row < end; row++) {
        const own = rowAt(views, factors, row, width)
        addOuterProduct(sum, own, own)
      }
    }
  }

/** matrix += scaled ⊗ row, on and below the diagonal. */
export function addOuterProduct(matrix: Float32Array, scaled: Float32Array, row: Float32Array): void {
  const width = row.length
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) matrix[i * width + j]! += Math.fround(scaled[i]! * row[j]!)
  }
}

export const gramSum =
  (views: Views): Kernels['gramSum'] =>
  (_scratch, first, last, sums, blocks, width, scale, gram) => {
    for (let i = first; i < last; i++) {
      const row = rowAt(views, gram, i, width)
      for (let j = 0; j < width; j++) {
        const at = Math.max(i, j) * width + Math.min(i, j)
        let sum = 0
        for (let block = 0; block < blocks; block++) sum += floatAt(views, sums, block * width * width + at)
        row[j] = scale * sum
      }
    }
  }
