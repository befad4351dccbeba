import { describe, expect, it } from 'vitest'
import type { Memory } from '../runtime/runtime'
import { MemoryPool } from './memory-pool'

const MB = 2 ** 20

/** Counts what it handed out and got back; its memory has a size and no bytes. */
function source() {
  const held = new Set<Memory>()
  return {
    held,
    bytes: () => [...held].reduce((sum, { byteLength }) => sum + byteLength, 0),
    allocate(byteLength: number): Memory {
      const memory = { byteLength }
      held.add(memory)
      return memory
    },
    free(memory: Memory) {
      held.delete(memory)
    },
  }
}

const silent = { taken: () => undefined, given: () => undefined }

describe('the memory pool', () => {
  it.each([1, 64, 65, 1000, 1024, 1025, 123_457, 90 * MB + 4])(
    'hands out at least %i bytes, and at most an eighth more',
    (byteLength) => {
      const { byteLength: given } = new MemoryPool(source(), silent).take(byteLength)
      expect(given).toBeGreaterThanOrEqual(byteLength)
      expect(given).toBeLessThanOrEqual(Math.max(64, (byteLength * 9) / 8))
    },
  )

  it('uses memory again, for another size of about the same too', () => {
    const runtime = source()
    const pool = new MemoryPool(runtime, silent)
    const first = pool.take(1000)
    pool.give(first)
    expect(pool.take(970)).toBe(first)
    expect(pool.take(970)).not.toBe(first)
    expect(runtime.held.size).toBe(2)
  })

  it('keeps as much idle as is in use, and otherwise little', () => {
    const runtime = source()
    const pool = new MemoryPool(runtime, silent)
    const state = Array.from({ length: 10 }, () => pool.take(10 * MB))
    const gradients = Array.from({ length: 10 }, () => pool.take(8 * MB))
    for (const memory of gradients) pool.give(memory)
    expect(runtime.bytes()).toBe(180 * MB)
    for (const memory of state) pool.give(memory)
    expect(runtime.bytes()).toBeLessThanOrEqual(32 * MB)
    expect(runtime.bytes()).toBeGreaterThan(20 * MB)
  })

  it('lets the sizes go first that were not used for longest', () => {
    const runtime = source()
    const pool = new MemoryPool(runtime, silent)
    const [old, fresh] = [pool.take(16 * MB), pool.take(20 * MB)]
    pool.give(old)
    pool.give(fresh)
    expect([...runtime.held]).toEqual([fresh])
  })

  it('frees memory that is not its own', () => {
    const runtime = source()
    const foreign = runtime.allocate(100)
    new MemoryPool(runtime, silent).give(foreign)
    expect(runtime.held.size).toBe(0)
  })
})
