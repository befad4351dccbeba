import { describe, expect, it } from 'vitest'
import { transpose } from '../sparse'
import { both } from './testing/both'
import { laidDown } from './testing/laid-down'
import { randomRows } from './testing/random-rows'

const matrix = randomRows(23, 40, 12)
const across = transpose(matrix)
const { rows } = matrix

describe.each([
  ['positive', 1],
  ['any', 0],
])('elasticNet with weights of %s sign', (_, positive) => {
  const [l1, l2] = [1.5, 2]
  const { products, out } = both((memory) => {
    const put = laidDown(memory)
    const products = memory.floats(rows * rows)
    const out = memory.floats((rows - 2) * rows)
    const [own, other] = [matrix, across].map(
      ({ offsets, indices, values }) => [put(offsets), put(indices), put(values)] as const,
    )
    const scratch = memory.bytes(16 * rows)
    return {
      run: (kernels) => {
        kernels.rowProducts(scratch, 0, rows, ...own!, ...other!, rows, products.byteOffset)
        const how = [l1, l2, positive, 1e-9, 1000] as const
        kernels.elasticNet(scratch, 0, rows - 2, 2, products.byteOffset, rows, ...how, out.byteOffset)
      },
      results: { products, out },
    }
  })

  it('multiplies every row with every other', () => {
    const dense = Array.from({ length: rows }, (_, row) => {
      const own = new Float64Array(40)
      for (let at = matrix.offsets[row]!; at < matrix.offsets[row + 1]!; at++)
        own[matrix.indices[at]!] = matrix.values[at]!
      return own
    })
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < rows; b++) {
        const product = dense[a]!.reduce((sum, value, column) => sum + value * dense[b]![column]!, 0)
        expect(products[a * rows + b]).toBeCloseTo(product, 4)
      }
    }
  })

  it('ends where no weight can be made better', () => {
    for (let target = 2; target < rows; target++) {
      const weights = out.subarray((target - 2) * rows, (target - 1) * rows)
      expect(weights[target]).toBe(0)
      for (let k = 0; k < rows; k++) {
        if (k === target || products[k * rows + k] === 0) continue
        let slope = products[target * rows + k]! - l2 * weights[k]!
        for (let other = 0; other < rows; other++) slope -= weights[other]! * products[other * rows + k]!
        // The slope is l1 where a weight is not 0, and less where it is.
        if (weights[k] === 0) expect(positive ? slope : Math.abs(slope)).toBeLessThan(l1 + 1e-4)
        else expect(Math.abs(slope - Math.sign(weights[k]!) * l1)).toBeLessThan(1e-4)
        if (positive) expect(weights[k]).toBeGreaterThanOrEqual(0)
      }
    }
  })
})
