import { RandomKey } from '@graftjs/base'
import { expect, it } from 'vitest'
import { KernelSession } from '../kernel-session'
import { both } from '../testing/both'
import { laidDown } from '../testing/laid-down'
import { quietly } from '../testing/quietly'
import type { DenseProducts } from './dense-scorer'
import { topLists } from './top-lists'

it('keeps the best of many products, in the order of their places where they tie, by kernels and twins alike', () => {
  const [users, count, k] = [5, 70, 9]
  const products = Float32Array.from(RandomKey.from(1).normal(2 * users * count), (value) =>
    Math.round(4 * value),
  )
  const rows = Int32Array.of(3, 0, 4, 1, 2)
  const barred = Int32Array.of(0, 7, 69, 70, 139, 12)
  const offsets = Int32Array.of(0, 0, 2, 5, 5, 6)
  const { ids, scores } = both((memory) => {
    const put = laidDown(memory)
    const sizes = memory.ints(users)
    const [ids, scores] = [memory.ints(users * k), memory.floats(users * k)]
    const [rowsAt, offsetsAt, barredAt] = [put(rows), put(offsets), put(barred)]
    const halves = [0, 1].map((half) => put(products.slice(half * users * count, (half + 1) * users * count)))
    return {
      run: ({ takeProducts, sortLists }) => {
        const lists = [offsetsAt, barredAt, k, sizes.byteOffset, ids.byteOffset, scores.byteOffset] as const
        halves.forEach((half, at) => {
          takeProducts(0, 0, users, rowsAt, half, count, at * count, ...lists)
        })
        sortLists(0, 0, users, sizes.byteOffset, k, ids.byteOffset, scores.byteOffset)
      },
      results: { sizes, ids, scores },
    }
  })
  rows.forEach((user, row) => {
    const out = barred.subarray(offsets[user], offsets[user + 1])
    const best = Array.from({ length: 2 * count }, (_, place) => {
      const half = place < count ? 0 : 1
      return { place, score: products[(half * users + row) * count + (place % count)]! }
    })
      .filter(({ place }) => !out.includes(place))
      .sort((a, b) => b.score - a.score || a.place - b.place)
      .slice(0, k)
    expect([...ids.subarray(user * k, (user + 1) * k)]).toEqual(best.map(({ place }) => place))
    expect([...scores.subarray(user * k, (user + 1) * k)]).toEqual(best.map(({ score }) => score))
  })
})

/** Products as the kernels sum them: number by number, in single precision. */
const plainly: DenseProducts = {
  hold: (matrix, depth) => {
    const columns = matrix.length / depth
    return {
      async multiply(rows, into) {
        for (let row = 0; row * depth < rows.length; row++) {
          const sums = into.subarray(row * columns, (row + 1) * columns).fill(0)
          for (let d = 0; d < depth; d++) {
            const own = rows[row * depth + d]!
            for (let column = 0; column < columns; column++)
              sums[column]! += Math.fround(own * matrix[d * columns + column]!)
          }
        }
      },
      release: () => undefined,
    }
  },
}

it('gives the lists that the kernels give, though it leaves out whom the rest cannot serve', async () => {
  const [users, items, depth, k] = [1500, 9000, 6, 12]
  const numbers = (seed: number, count: number) => Float32Array.from(RandomKey.from(seed).normal(count))
  const products = {
    depth,
    userFactors: numbers(1, users * depth),
    // Few items have long factors, and every 50th stands there twice.
    itemFactors: numbers(2, items * depth).map((value, at) => value / (1 + Math.floor(at / depth) ** 0.2)),
    biases: numbers(3, items).map((value) => value / 20),
  }
  for (let item = 0; item < items; item += 50)
    products.itemFactors.copyWithin((item + 1) * depth, item * depth, (item + 1) * depth)
  const options = {
    k,
    users: Int32Array.from({ length: users }, (_, user) => users - 1 - user),
    candidates: Int32Array.from({ length: items - 5 }, (_, at) => items - 1 - at),
    barred: {
      offsets: Int32Array.from({ length: users + 1 }, (_, at) => 3 * at),
      indices: Int32Array.from({ length: 3 * users }, (_, at) => (at * 7) % items),
    },
  }
  let multiplied = 0
  const counted: DenseProducts = {
    hold(matrix, depth) {
      const held = plainly.hold(matrix, depth)
      return {
        ...held,
        multiply(rows, into) {
          multiplied += (rows.length / depth) * (matrix.length / depth)
          return held.multiply(rows, into)
        },
      }
    },
  }
  const lists = async (dense?: DenseProducts) => {
    const session = new KernelSession(quietly(2))
    const all: { items: number[]; scores: number[] }[] = []
    for await (const { items, scores } of topLists(session, products, {
      ...options,
      ...(dense && { dense }),
    }))
      all.push({ items: [...items], scores: [...scores] })
    await session.close()
    return all
  }
  expect(await lists(counted)).toEqual(await lists())
  expect(multiplied).toBeGreaterThan(users * 4096)
  expect(multiplied).toBeLessThan(users * (items - 5))
})
