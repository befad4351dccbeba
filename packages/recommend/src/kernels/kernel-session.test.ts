import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { KernelSession } from './kernel-session'
import { quietly } from './testing/quietly'

const [rows, width] = [20_000, 32]
const blocks = Math.ceil(rows / 1024)

async function gram(session: KernelSession, cost: number): Promise<number[]> {
  const factors = session.memory.floats(rows * width)
  factors.set(RandomKey.from(1).normal(rows * width))
  const sums = session.memory.floats(blocks * width * width)
  const gram = session.memory.floats(width * width)
  await session.run('gramBlocks', { tasks: blocks, cost }, factors, rows, width, sums)
  await session.run('gramSum', { tasks: width, cost }, sums, blocks, width, 1, gram)
  await session.close()
  return [...gram]
}

describe('KernelSession', () => {
  it('gives the same bits on 1, 2 and 3 threads, and on the calling one', async () => {
    const here = await gram(new KernelSession(quietly(2)), 0)
    for (const workers of [1, 2, 3]) {
      expect(await gram(new KernelSession(quietly(workers)), Number.POSITIVE_INFINITY)).toEqual(here)
    }
  })

  it('stops where its signal says so', async () => {
    const aborter = new AbortController()
    const session = new KernelSession(quietly(2, aborter.signal))
    const work = gram(session, Number.POSITIVE_INFINITY)
    aborter.abort()
    await expect(work).rejects.toMatchObject({ code: 'aborted' })
  })

  it('leaves the event loop free and reports progress', async () => {
    const session = new KernelSession(quietly(1))
    const values = session.memory.floats(12_288 * 1024)
    const sums = session.memory.floats(12 * 1024 * 1024)
    let [turns, reports] = [0, 0]
    const timer = setInterval(() => turns++, 1)
    // Thirteen billion multiplications: a report is due on a fast machine, too.
    const work = { tasks: 12, cost: 13e9, onProgress: () => reports++ }
    await session.run('gramBlocks', work, values, 12_288, 1024, sums)
    clearInterval(timer)
    // A blocked loop turns once at most; how often a free one does is up to what else the machine has to do.
    expect(turns).toBeGreaterThan(10)
    expect(reports).toBeGreaterThan(0)
    await session.close()
  })

  it('says how much memory is missing where it has no more', () => {
    const { memory } = new KernelSession(quietly(1))
    expect(() => memory.floats(2 ** 30)).toThrow(/needs 4\.0 GiB/)
  })
})
