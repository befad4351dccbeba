import { describe, expect, it } from 'vitest'
import { type CompressedRows, transpose } from '../sparse'
import { both } from './testing/both'
import { laidDown } from './testing/laid-down'
import { randomRows } from './testing/random-rows'

const matrix = transpose(transpose(randomRows(41, 30, 5)))
const k = 7
const together = 4

describe.each([
  ['cosine of values', { values: true, overlap: 0, shrink: 0.5 }],
  ['cosine of counts', { values: false, overlap: 0, shrink: 0 }],
  ['Jaccard', { values: false, overlap: 1, shrink: 2 }],
])('nearestRows by %s', (_, { values, overlap, shrink }) => {
  const sizes = rowsOf(matrix).map((row) => (values ? Math.hypot(...row) : row.filter(Boolean).length))
  const norms = overlap === 0 && !values ? sizes.map(Math.sqrt) : sizes

  it('finds what a dense comparison finds', () => {
    const { ids, scores } = both((memory) => {
      const across = transpose(matrix)
      const put = laidDown(memory)
      const [ids, scores] = [memory.ints(matrix.rows * k), memory.floats(matrix.rows * k)]
      const norm = put(Float32Array.from([...norms, 1, 1, 1]))
      const args = [
        put(Int32Array.from(sizes, (_, row) => matrix.rows - 1 - row)),
        matrix.rows,
        together,
        put(Int32Array.of(0, 1, 12, 29, 30)),
        4,
        put(matrix.offsets),
        put(matrix.indices),
        values ? put(matrix.values) : 0,
        put(across.offsets),
        put(across.indices),
        values ? put(across.values) : 0,
        matrix.rows,
        norm,
        norm,
        shrink,
        overlap,
        k,
        ids.byteOffset,
        scores.byteOffset,
      ] as const
      const scratch = memory.bytes(together * 4 * 45)
      return {
        run: (kernels) => kernels.nearestRows(scratch, 0, Math.ceil(matrix.rows / together), ...args),
        results: { ids, scores },
      }
    })
    const rows = rowsOf(matrix)
    for (let i = 0; i < matrix.rows; i++) {
      const expected = rows
        .map((other, j) => {
          const product = other.reduce(
            (sum, value, at) =>
              sum + (values ? value * rows[i]![at]! : Number(value !== 0 && rows[i]![at] !== 0)),
            0,
          )
          const base = overlap === 0 ? norms[i]! * norms[j]! : sizes[i]! + sizes[j]! - product
          return { j, likeness: i === j ? 0 : product / (base + shrink) }
        })
        .filter(({ likeness }) => likeness > 1e-9)
        .sort((a, b) => b.likeness - a.likeness)
        .slice(0, k)
      const at = (matrix.rows - 1 - i) * k
      const found = [...ids.subarray(at, at + k)]
      expect(found.filter((id) => id >= 0).length).toBe(expected.length)
      expected.forEach(({ likeness }, place) => {
        expect(scores[at + place]).toBeCloseTo(likeness, 5)
        const own = rows[found[place]!]!
        expect(own.some((value, column) => value !== 0 && rows[i]![column] !== 0)).toBe(true)
      })
    }
  })
})

function rowsOf({ rows, columns, offsets, indices, values }: CompressedRows): number[][] {
  return Array.from({ length: rows }, (_, row) => {
    const dense = new Array<number>(columns).fill(0)
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) dense[indices[at]!] = values[at]!
    return dense
  })
}
