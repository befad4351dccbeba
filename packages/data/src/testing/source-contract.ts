import { describe, expect, it } from 'vitest'
import type { Dataset } from '../dataset/dataset'

/**
 * What every dataset promises, whatever it is made of: the same rows at every reading, any later start is the end of
 * the whole, a cursor goes on where it was, and counts and picks agree with reading.
 */
export function sourceContract(name: string, make: () => Dataset<unknown> | Promise<Dataset<unknown>>): void {
  describe(`${name} keeps the contract of sources`, () => {
    it('gives the same rows whenever it is read', async () => {
      const dataset = await make()
      const rows = await dataset.toArray()
      expect(await dataset.toArray()).toEqual(rows)
      expect(await (await make()).toArray()).toEqual(rows)
    })

    it('begins anywhere', async () => {
      const dataset = await make()
      for (const epoch of [0, 1]) {
        const rows: unknown[] = []
        for await (const row of dataset.read({ epoch })) rows.push(row)
        for (const start of startsOf(rows.length)) {
          const rest: unknown[] = []
          for await (const chunk of dataset.source.read(start, { epoch })) rest.push(...chunk)
          expect(rest, `epoch ${epoch} from ${start}`).toEqual(rows.slice(start))
        }
      }
    })

    it('goes on from a cursor that was JSON, over the end of an epoch', async () => {
      const dataset = await make()
      const whole: unknown[] = []
      for await (const row of dataset.read({ epochs: 2 })) whole.push(row)
      for (const stop of startsOf(whole.length)) {
        if (stop === 0) continue
        const reader = dataset.read({ epochs: 2 })
        const rows: unknown[] = []
        for await (const row of reader) {
          rows.push(row)
          if (rows.length === stop) break
        }
        const from = JSON.parse(JSON.stringify(reader.cursor))
        for await (const row of (await make()).read({ epochs: 2, from })) rows.push(row)
        expect(rows, `stopped after ${stop}`).toEqual(whole)
      }
    })

    it('counts what it gives, and picks what it reads', async () => {
      const dataset = await make()
      const rows = await dataset.toArray()
      expect(await dataset.count()).toBe(rows.length)
      const known = await dataset.source.count({ epoch: 0 })
      if (known !== undefined) expect(known).toBe(rows.length)
      if (!dataset.source.pick) return
      const positions = startsOf(rows.length).filter((at) => at < rows.length)
      positions.reverse()
      const picked: unknown[] = []
      for await (const chunk of dataset.source.pick([...positions, ...positions], { epoch: 0 }))
        picked.push(...chunk)
      const wanted = positions.map((at) => rows[at])
      expect(picked).toEqual([...wanted, ...wanted])
    })
  })
}

function startsOf(count: number): number[] {
  const some = [0, 1, 2, 3, Math.floor(count / 2), count - 2, count - 1, count]
  return [...new Set(some.filter((at) => at >= 0 && at <= count))]
}
