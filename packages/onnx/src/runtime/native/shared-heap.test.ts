import koffi from 'koffi'
import { expect, test } from 'vitest'
import { NativeRuntime } from './runtime'
import { type Block, SharedHeap } from './shared-heap'

function openHeap(): SharedHeap {
  const heap = SharedHeap.open()
  if (!heap) throw new Error('this machine has no shared WebAssembly memory')
  return heap
}

/** Numbers that look random and are the same at each call (a linear congruential generator of Numerical Recipes). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test('blocks are aligned, zero, apart from one another and at the address that they say', () => {
  const heap = openHeap()
  const blocks = [1, 64, 65, 4096, 0, 3_000_000].map((size) => heap.take(size)!)
  for (const [index, { offset, bytes, address }] of blocks.entries()) {
    expect(offset % 64).toBe(0)
    expect(address % 64n).toBe(0n)
    if (bytes.length > 0) expect(koffi.address(bytes)).toBe(address)
    expect(bytes.every((byte) => byte === 0)).toBe(true)
    expect(offset).toBeGreaterThanOrEqual(
      index > 0 ? blocks[index - 1]!.offset + blocks[index - 1]!.byteLength : 0,
    )
  }
})

test('growing moves nothing', () => {
  const heap = openHeap()
  const first = heap.take(100)!
  first.bytes.fill(7)
  const { buffer } = heap.memory
  for (let block = 0; block < 20; block += 1) heap.take(2 ** 26)
  expect(heap.memory.buffer.byteLength).toBeGreaterThan(buffer.byteLength)
  expect(koffi.address(new Uint8Array(heap.memory.buffer))).toBe(first.address - BigInt(first.offset))
  expect(new Uint8Array(heap.memory.buffer, first.offset, 100)).toEqual(new Uint8Array(100).fill(7))
})

test('a heap used for long does not grow, and no two blocks overlap', () => {
  const heap = openHeap()
  const random = numbers(1)
  const taken: Block[] = []
  let length = 0
  for (let round = 0; round < 20_000; round += 1) {
    if (taken.length >= 200) {
      const [block] = taken.splice(random(taken.length), 1)
      expect(block!.bytes.every((byte) => byte === block!.offset % 251)).toBe(true)
      heap.give(block!)
    }
    const block = heap.take(random(2_000))!
    expect(block.bytes.every((byte) => byte === 0)).toBe(true)
    block.bytes.fill(block.offset % 251)
    taken.push(block)
    if (round === 2_000) length = heap.memory.buffer.byteLength
  }
  expect(heap.memory.buffer.byteLength).toBe(length)
  for (const block of taken) heap.give(block)
  expect(heap.take(200 * 1_000)!.offset).toBe(0) // what was freed is one piece again
})

test('4 GiB are all, and of them only what is touched counts', () => {
  const heap = openHeap()
  const before = process.memoryUsage().rss
  const blocks = Array.from({ length: 4 }, () => heap.take(2 ** 30))
  expect(blocks.map((block) => block?.offset)).toEqual([0, 2 ** 30, 2 ** 31, 3 * 2 ** 30])
  blocks[3]!.bytes.fill(1, 2 ** 30 - 100)
  expect(heap.take(1)).toBeUndefined()
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 27)
})

test('a runtime whose heap is full goes on with memory of its own', () => {
  const runtime = new NativeRuntime({ threads: 1 })
  const large = [0, 1, 2, 3].map(() => runtime.allocate(2 ** 30))
  expect(large.every(({ place }) => place)).toBe(true)
  const own = runtime.allocate(100)
  expect(own.place).toBeUndefined()
  expect(own.bytes.length).toBe(100)
  runtime.free(large[2]!)
  expect(runtime.allocate(100).place?.offset).toBe(2 ** 31)
})

test('two thousand runtimes reserve no more than the address space has', () => {
  const heaps = Array.from({ length: 2_000 }, () => SharedHeap.open())
  expect(heaps.at(-1)?.take(1)?.offset ?? 0).toBe(0)
})
