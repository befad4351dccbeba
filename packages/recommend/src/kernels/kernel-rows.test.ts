import { describe, expect, it } from 'vitest'
import { transpose } from '../sparse'
import { rowsInMemory, transposed } from './kernel-rows'
import { KernelSession } from './kernel-session'
import { both } from './testing/both'
import { laidDown } from './testing/laid-down'
import { quietly } from './testing/quietly'
import { randomRows } from './testing/random-rows'

const matrix = randomRows(300, 200, 4)

describe('transposed', () => {
  it('is what the plain transposition gives', async () => {
    const session = new KernelSession(quietly(1))
    const own = await transposed(session, await rowsInMemory(session, matrix))
    const expected = transpose(matrix)
    expect(own).toMatchObject({ rows: 200, columns: 300 })
    for (const name of ['offsets', 'indices', 'values'] as const) {
      expect([...own[name]]).toEqual([...expected[name]])
    }
  })

  it('comes back, with ascending columns, into the memory of where it came from', async () => {
    const session = new KernelSession(quietly(1))
    const own = await rowsInMemory(session, matrix)
    const back = await transposed(session, await transposed(session, own), own)
    expect(back.indices.byteOffset).toBe(own.indices.byteOffset)
    for (const name of ['offsets', 'indices', 'values'] as const) {
      expect([...back[name]]).toEqual([...matrix[name]])
    }
  })

  it('counts and scatters as the plain twins do', () => {
    both((memory) => {
      const put = laidDown(memory)
      const [offsets, indices] = [put(matrix.offsets), put(matrix.indices)]
      const across = transpose(matrix).offsets
      const next = memory.ints(across.length)
      next.set(across)
      const counts = memory.ints(200)
      const rows = memory.ints(matrix.indices.length)
      return {
        run: (kernels) => {
          kernels.countColumns(0, 0, 300, offsets, indices, counts.byteOffset)
          kernels.scatterColumns(0, 0, 300, offsets, indices, 0, next.byteOffset, rows.byteOffset, 0)
        },
        results: { counts, next, rows },
      }
    })
  })
})
