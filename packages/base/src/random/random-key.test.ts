import { describe, expect, it } from 'vitest'
import { philox } from './philox'
import { RandomKey } from './random-key'

describe('philox', () => {
  it('equals the known answers of Random123 (kat_vectors, philox4x32 10)', () => {
    const out = new Uint32Array(4)
    philox(0, 0, 0, 0, out)
    expect([...out].map((word) => word.toString(16))).toEqual([
      '6627e8d5',
      'e169c58d',
      'bc57ac4c',
      '9b00dbd8',
    ])
  })

  it('reaches any position of a stream directly', () => {
    const key = RandomKey.from(42)
    expect(key.words(40).slice(20)).toEqual(key.words(20, 5))
  })
})

describe('RandomKey', () => {
  it('is a value: the same key draws the same numbers, folded keys draw others', () => {
    const key = RandomKey.from(1)
    expect(key.uniform(3)).toEqual(key.uniform(3))
    expect(key.fold(0).uniform(3)).not.toEqual(key.fold(1).uniform(3))
    expect(RandomKey.from(-1).word1).toBe(0xffffffff)
  })

  it('draws uniform and normal numbers with the right moments', () => {
    const n = 100_000
    const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length
    const uniform = RandomKey.from(3).uniform(n)
    expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n))
    const normal = RandomKey.from(4).normal(n)
    expect(Math.abs(mean(normal))).toBeLessThan(4 / Math.sqrt(n))
    expect(Math.abs(mean(normal.map((v) => v * v)) - 1)).toBeLessThan(4 * Math.sqrt(2 / n))
  })

  it('permutes without loss', () => {
    const order = RandomKey.from(5).permutation(1000)
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
    expect([...order.slice(0, 5)]).not.toEqual([0, 1, 2, 3, 4])
  })

  it('refuses a seed that is not a whole number', () => {
    expect(() => RandomKey.from(0.5)).toThrow(/whole number/)
  })
})
