import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Dataset } from './dataset'

let folder: string
let module: URL
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-workers-'))
  const path = join(folder, 'rows.mjs')
  await writeFile(
    path,
    `import { isMainThread, threadId } from 'node:worker_threads'
    export default (row, position) => ({ square: row * row, position, main: isMainThread, threadId })
    export const slow = async (row) => { await new Promise((done) => setTimeout(done, (row * 7) % 5)); return row }
    export const broken = (row) => { if (row === 40) throw new RangeError('no forty'); return row }
    export const crash = (row) => { if (!isMainThread && row === 40) process.exit(3); return row }
    export const uncloned = (row) => () => row
    export const seven = 7`,
  )
  module = pathToFileURL(path)
})
afterAll(() => rm(folder, { recursive: true }))

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const rows = Dataset.from(numbers(100))

interface Made {
  square: number
  position: number
  main: boolean
  threadId: number
}

describe('mapOnWorkers', () => {
  it('maps on as many threads as it is told, in order, every time that it is read', async () => {
    const mapped = rows.shuffle({ seed: 1 }).mapOnWorkers<Made>(module, { workers: 2, rows: 8 })
    const order = await rows.shuffle({ seed: 1 }).toArray()
    for (let time = 0; time < 2; time++) {
      const made = await mapped.toArray()
      expect(made.map(({ square }) => square)).toEqual(order.map((row) => row * row))
      expect(made.map(({ position }) => position)).toEqual(numbers(100))
      expect(made.some(({ main }) => main)).toBe(false)
      expect(new Set(made.map(({ threadId }) => threadId)).size).toBe(2)
    }
    expect(await rows.mapOnWorkers<number>(module, { name: 'slow', workers: 3, rows: 3 }).toArray()).toEqual(
      numbers(100),
    )
  })

  it('shuffles before it maps, where rows are in memory', async () => {
    const made = await rows.mapOnWorkers<Made>(module, { workers: 2 }).shuffle({ seed: 4 }).toArray()
    expect(made.map(({ position }) => position)).toEqual(await rows.shuffle({ seed: 4 }).toArray())
  })

  it('names the row that failed', async () => {
    const broken = rows.mapOnWorkers<number>(module, { name: 'broken', workers: 2, rows: 8 })
    await expect(broken.toArray()).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringMatching(/given to mapOnWorkers failed: RangeError: no forty\. \(row 40\)/),
      cause: expect.objectContaining({ stack: expect.stringContaining('rows.mjs') }),
    })
    const uncloned = rows.mapOnWorkers<unknown>(module, { name: 'uncloned', workers: 1 })
    await expect(uncloned.toArray()).rejects.toThrow(/could not be cloned/)
  })

  it('says when the module or its function is not there', async () => {
    for (const [url, name] of [
      [pathToFileURL(join(folder, 'none.mjs')), 'default'],
      [module, 'none'],
      [module, 'seven'],
    ] as const) {
      const reading = rows.mapOnWorkers(url, { name, workers: 1 }).toArray()
      await expect(reading).rejects.toMatchObject({
        code: 'invalid-option',
        message: expect.stringContaining(url.href),
      })
    }
    expect(() => rows.mapOnWorkers('./x.js' as never)).toThrow(/new URL/)
    expect(() => rows.mapOnWorkers(module, { workers: 0 })).toThrow(/workers is 0/)
  })

  it('does the work itself when a worker has died', async () => {
    const warned = new Promise((resolve) => process.once('warning', resolve))
    const mapped = rows.mapOnWorkers<number>(module, { name: 'crash', workers: 2, rows: 8 })
    expect(await mapped.toArray()).toEqual(numbers(100))
    expect(String(await warned)).toMatch(/out of use/)
  })
})
