import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { KernelSession } from '../kernel-session'
import { both } from '../testing/both'
import { laidDown } from '../testing/laid-down'
import { quietly } from '../testing/quietly'
import { boundsOf } from './ordered-items'
import { topLists } from './top-lists'

describe('topScores', () => {
  it.each([
    [1, 1, 3, 5],
    [70, 61, 9, 4],
    [33, 2400, 12, 10],
  ])('gives the best of %i users and %i items', (users, items, depth, k) => {
    const width = 16
    // Few distinct numbers, so that scores tie.
    const numbers = (seed: number, count: number) =>
      Float32Array.from(RandomKey.from(seed).normal(count), (value) => Math.round(2 * value) / 2)
    const x = numbers(1, users * width)
    // The first candidates have long factors, so that blocks of the last ones are left out.
    const y = numbers(2, items * width).map((value, at) => value * (at >= (items / 2) * width ? 8 : 0.5))
    const barred = Array.from({ length: users }, (_, user) =>
      Array.from({ length: items }, (_, item) => item).filter((item) => (item * 7 + user) % 5 === 0),
    )
    // Every other item is a candidate, from the last to the first; users from the last to the first.
    const candidates = Array.from({ length: Math.ceil(items / 2) }, (_, at) => items - 1 - 2 * at)
    const list = Array.from({ length: users }, (_, at) => users - 1 - at)
    const positions = barred.map((own) => own.map((item) => candidates.indexOf(item)).filter((at) => at >= 0))
    const { ids, scores } = both((memory) => {
      const put = laidDown(memory)
      const panels = memory.floats(Math.ceil(candidates.length / 8) * 8 * depth)
      const [ids, scores] = [memory.ints(users * k), memory.floats(users * k)]
      const offsets = [0]
      for (const user of list) offsets.push(offsets.at(-1)! + positions[user]!.length)
      const [xAt, yAt] = [put(x), put(y)]
      const [usersAt, itemsAt] = [put(Int32Array.from(list)), put(Int32Array.from(candidates))]
      const bounds = put(boundsOf(y, width, depth, candidates))
      const barredAt = put(Int32Array.from(list.flatMap((user) => positions[user]!)))
      const offsetsAt = put(Int32Array.from(offsets))
      const scratch = memory.bytes(4 * 32 * (depth + Math.ceil(candidates.length / 32) + 2))
      const panelCount = Math.ceil(candidates.length / 8)
      return {
        run: (kernels) => {
          const { length } = candidates
          kernels.packItems(scratch, 0, panelCount, itemsAt, length, yAt, width, depth, panels.byteOffset)
          const [own, best] = [
            [usersAt, users, xAt, width, depth],
            [ids.byteOffset, scores.byteOffset],
          ] as const
          const tasks = Math.ceil(users / 32)
          kernels.topScores(
            scratch,
            0,
            tasks,
            ...own,
            panels.byteOffset,
            length,
            bounds,
            offsetsAt,
            barredAt,
            k,
            ...best,
          )
        },
        results: { ids, scores },
      }
    })
    list.forEach((user, place) => {
      const expected = candidates
        .map((item, position) => {
          let score = 0
          for (let d = 0; d < depth; d++) score += x[user * width + d]! * y[item * width + d]!
          return { position, score }
        })
        .filter(({ position }) => !positions[user]!.includes(position))
        .sort((a, b) => b.score - a.score || a.position - b.position)
        .slice(0, k)
      const missing = k - expected.length
      expect([...ids.subarray(place * k, (place + 1) * k)]).toEqual([
        ...expected.map(({ position }) => position),
        ...new Array<number>(missing).fill(-1),
      ])
      expect([...scores.subarray(place * k, (place + 1) * k)]).toEqual([
        ...expected.map(({ score }) => score),
        ...new Array<number>(missing).fill(0),
      ])
    })
  })
})

describe('topLists', () => {
  it('gives every user the best candidates that are not barred, whatever the number of threads', async () => {
    const [users, items, depth, k] = [9000, 40, 5, 6]
    const numbers = (seed: number, count: number) => Float32Array.from(RandomKey.from(seed).normal(count))
    const products = {
      depth,
      userFactors: numbers(1, users * depth),
      itemFactors: numbers(2, items * depth),
      biases: numbers(3, items),
    }
    const candidates = Int32Array.from({ length: 30 }, (_, at) => 39 - at)
    const barred = {
      offsets: Int32Array.from({ length: users + 1 }, (_, at) => 2 * at),
      indices: Int32Array.from({ length: 2 * users }, (_, at) => (at * 7) % items),
    }
    const lists = async (workers: number) => {
      const session = new KernelSession(quietly(workers))
      const all: number[][] = []
      const options = { k, users: Int32Array.from({ length: users }, (_, user) => user), candidates, barred }
      for await (const chunk of topLists(session, products, options)) {
        for (let at = 0; at < chunk.users.length; at++)
          all.push([...chunk.items.subarray(at * k, (at + 1) * k)])
      }
      await session.close()
      return all
    }
    const found = await lists(2)
    expect(found.length).toBe(users)
    for (let user = 0; user < users; user += 97) {
      const own = barred.indices.subarray(2 * user, 2 * user + 2)
      const scored = [...candidates].map((item) => {
        let score = products.biases[item]!
        for (let d = 0; d < depth; d++) {
          score += products.userFactors[user * depth + d]! * products.itemFactors[item * depth + d]!
        }
        return { item, score }
      })
      const best = scored.filter(({ item }) => !own.includes(item)).sort((a, b) => b.score - a.score)
      expect(found[user]).toEqual(best.slice(0, k).map(({ item }) => item))
    }
    expect(await lists(1)).toEqual(found)
    expect(await lists(3)).toEqual(found)
  })
})
