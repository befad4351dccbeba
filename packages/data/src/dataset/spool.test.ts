import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sourceContract } from '../testing/source-contract'
import { Dataset } from './dataset'
import { spool } from './spool'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-spool-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function* stream(count: number) {
  for (let at = 0; at < count; at++)
    yield { at, text: 'x'.repeat(at % 50), values: new Float32Array([at, at / 2]) }
}

sourceContract('a spooled stream', () => spool(stream(200)))
sourceContract('a spool of nothing', () => spool(stream(0)))
sourceContract('a shuffled spool', async () => (await spool(stream(200))).shuffle({ seed: 2 }))

describe('spool', () => {
  it('keeps rows as they are', async () => {
    const rows = [{ a: 1, b: undefined, c: new Date(5), d: 7n, e: [1, [2]], f: new Map([[1, new Set([2])]]) }, null, 'text', Number.NaN] // biome-ignore format: a list
    const spooled = await spool<unknown>(rows)
    expect(await spooled.toArray()).toEqual(rows)
  })

  it('shuffles whole, and reads many more rows than a block holds', async () => {
    const spooled = await spool(stream(20_000))
    const order: number[] = []
    for await (const { at } of spooled.shuffle({ seed: 1 })) order.push(at)
    expect(order.slice(0, 100).some((at) => at > 15_000)).toBe(true)
    expect(order.sort((a, b) => a - b)).toEqual(Array.from({ length: 20_000 }, (_, at) => at))
    expect((await spooled.toArray()).map(({ at }) => at)).toEqual(order)
  })

  it('finds what was spooled at a path before, and does not read the stream again', async () => {
    const path = join(folder, 'kept.spool')
    let read = 0
    const rows = async function* () {
      for (let at = 0; at < 5; at++) {
        read++
        yield at
      }
    }
    const first = await spool(rows(), { path })
    const second = await spool(rows(), { path })
    expect(read).toBe(5)
    expect(await second.toArray()).toEqual([0, 1, 2, 3, 4])
    const reader = first.batch(2).read()
    for await (const _ of reader) break
    const rest: number[][] = []
    for await (const batch of second.batch(2).read({ from: reader.cursor })) rest.push(batch)
    expect(rest).toEqual([[2, 3], [4]])
    await first.close()
    expect(existsSync(path)).toBe(true)
  })

  it('leaves nothing behind: not when closed, not when the stream fails, not when the process ends', async () => {
    const spools = async () => (await readdir(tmpdir())).filter((name) => /^graft-spool-[^t]/.test(name))
    const before = await spools()
    const spooled = await spool([1, 2, 3])
    await spooled.close()
    await expect(spooled.toArray()).rejects.toThrow()
    const broken = async function* () {
      yield 1
      throw new RangeError('no more')
    }
    await expect(spool(broken())).rejects.toThrow(RangeError)
    await expect(spool(broken(), { path: join(folder, 'broken') })).rejects.toThrow(RangeError)
    expect(existsSync(join(folder, 'broken'))).toBe(false)
    expect((await spools()).length).toBeLessThanOrEqual(before.length)
    const index = fileURLToPath(new URL('../index.ts', import.meta.url))
    const code = `import(${JSON.stringify(index)}).then(async ({ spool }) => { console.log((await spool([1])).source.path) })`
    const options = ['--conditions=graft:source', '--import', 'tsx', '-e', code]
    const { stdout } = await promisify(execFile)(process.execPath, options)
    expect(stdout).toMatch(/graft-spool-/)
    expect(existsSync(stdout.trim())).toBe(false)
  })

  it('says which row cannot be kept, and what is no spool', async () => {
    await expect(spool<unknown>([1, { f: () => 1 }])).rejects.toMatchObject({
      code: 'invalid-data',
      message: /\(row 1\) Make plain values/,
    })
    await expect(spool(7 as never)).rejects.toMatchObject({ code: 'invalid-data' })
    const path = join(folder, 'other')
    await writeFile(path, 'something else altogether, which is longer than a mark and a tail')
    await expect(spool([1], { path })).rejects.toMatchObject({ code: 'invalid-file' })
    expect(await readFile(path, 'utf8')).toMatch(/^something else/)
    const whole = join(folder, 'whole')
    await spool([1, 2, 3], { path: whole })
    const bytes = await readFile(whole)
    for (let length = 0; length < bytes.length; length += 3) {
      await writeFile(whole, bytes.subarray(0, length))
      await expect(spool([1], { path: whole })).rejects.toMatchObject({ code: 'invalid-file' })
    }
    await expect(spool([1], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
    const endless = async function* () {
      yield 1
      await new Promise(() => undefined)
    }
    const stopped = spool(endless(), { signal: AbortSignal.timeout(20) })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  })

  it('makes a whole shuffle of a dataset that is larger than its window', async () => {
    const rows = Dataset.from(() => stream(300))
    await using spooled = await spool(rows.map(({ at }) => at))
    expect(await spooled.shuffle({ seed: 1, window: 5 }).toArray()).toEqual(
      await Dataset.from(Array.from({ length: 300 }, (_, at) => at))
        .shuffle({ seed: 1 })
        .toArray(),
    )
  })
})
