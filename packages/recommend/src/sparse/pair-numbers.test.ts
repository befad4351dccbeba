import { RandomKey } from '@graftjs/base'
import { expect, it } from 'vitest'
import { PairNumbers } from './pair-numbers'

it('numbers pairs as a table of their texts does, whatever their halves', () => {
  const chance = RandomKey.from(4).uniform(40_000)
  const odd = [0, -1, 1, 2 ** 31 - 1, -(2 ** 31)]
  const half = (at: number) => odd[Math.floor(20 * chance[at]!)] ?? Math.floor(90 * chance[at]!)
  const pairs = new PairNumbers()
  const texts = new Map<string, number>()
  for (let at = 0; at < 40_000; at += 2) {
    const [first, second] = [half(at), half(at + 1)]
    const text = `${first} ${second}`
    if (!texts.has(text)) texts.set(text, texts.size)
    expect(pairs.add(first, second)).toBe(texts.get(text))
  }
  expect(pairs.size).toBe(texts.size)
  expect(pairs.size).toBeGreaterThan(3000)
  expect(Array.from(pairs.firsts, (first, number) => `${first} ${pairs.seconds[number]}`)).toEqual([
    ...texts.keys(),
  ])
})
