import { describe, expect, it } from 'vitest'
import { fillKeepMask, fillKeepMaskPlainly } from './keep-mask'
import { fillKeepMasks } from './keep-masks'
import { philox } from './philox'
import { RandomKey } from './random-key'
import { fillWords } from './words'

const shared = (length: number) => new Float32Array(new SharedArrayBuffer(4 * length))

describe('the random kernel', () => {
  it('draws the words of its plain twin', () => {
    for (const [seed, length, block] of [
      [1, 4, 0],
      [2, 9, 3],
      [3, 5000, 7],
      [4, 40_001, 2 ** 33],
    ] as const) {
      const key = RandomKey.from(seed)
      const [kernel, plain] = [new Uint32Array(length), new Uint32Array(length)]
      fillWords(key.word0, key.word1, 5, block, kernel)
      philox(key.word0, key.word1, 5, block, plain)
      expect(kernel).toEqual(plain)
    }
  })

  it('draws the masks of its plain twin, from any element to any other', () => {
    for (const [seed, keep, length] of [
      [1, 0.9, 1],
      [2, 0.5, 17],
      [3, 1, 4096],
      [4, 1e-6, 9000],
      [5, 0.1, 70_003],
    ] as const) {
      const key = RandomKey.from(seed)
      const [kernel, plain] = [new Float32Array(length), new Float32Array(length)]
      fillKeepMask({ key, keep, out: kernel })
      fillKeepMaskPlainly({ key, keep, out: plain })
      expect(kernel).toEqual(plain)
      const part = new Float32Array(length)
      const [from, to] = [Math.floor(length / 3), Math.ceil((2 * length) / 3)]
      fillKeepMask({ key, keep, out: part }, from, to)
      expect(part.subarray(from, to)).toEqual(plain.subarray(from, to))
      expect(part.subarray(0, from).every((value) => value === 0)).toBe(true)
    }
  })

  it('keeps the share that is asked for, and the mean', () => {
    const out = new Float32Array(1_000_000)
    fillKeepMask({ key: RandomKey.from(9), keep: 0.9, out })
    const kept = out.reduce((count, value) => count + (value > 0 ? 1 : 0), 0) / out.length
    expect(Math.abs(kept - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / out.length))
    expect(Math.max(...out.subarray(0, 1000))).toBeCloseTo(1 / 0.9, 4)
  })
})

describe('fillKeepMasks', () => {
  it('draws the same on workers, on the calling thread and in any memory', async () => {
    const sizes = [300_000, 1, 65_536, 123_457]
    const masks = (make: (length: number) => Float32Array) =>
      sizes.map((length, index) => ({ key: RandomKey.from(index), keep: 0.9, out: make(length) }))
    const [onWorkers, here] = [masks(shared), masks((length) => new Float32Array(length))]
    await Promise.all([fillKeepMasks(onWorkers), fillKeepMasks(here)])
    for (const [index, { key, keep, out }] of here.entries()) {
      const plain = new Float32Array(out.length)
      fillKeepMaskPlainly({ key, keep, out: plain })
      expect(out).toEqual(plain)
      expect(Float32Array.from(onWorkers[index]!.out)).toEqual(plain)
    }
  })

  it('leaves the event loop free', async () => {
    const mask = { key: RandomKey.from(1), keep: 0.9, out: shared(8_000_000) }
    await fillKeepMasks([mask])
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 1)
    await fillKeepMasks([mask, { ...mask, out: shared(8_000_000) }])
    clearInterval(timer)
    expect(longest).toBeLessThan(100)
  })
})
