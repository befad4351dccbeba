import { describe, expect, it } from 'vitest'
import { Draws } from '../random/draws'
import { argsortDescending, sortAscending } from './radix-sort'

const draws = Draws.from(1)
const samples: Record<string, () => number> = {
  'any sign and size': () => (draws.uniform() - 0.5) * 10 ** (draws.below(600) - 300),
  'few distinct values': () => draws.below(5) - 2,
  'probabilities in float32': () => Math.fround(draws.uniform()),
  'one value': () => 0.25,
  'signed zeros': () => [0, -0, 1, -1][draws.below(4)]!,
}

describe.each(Object.keys(samples))('sorting %s', (name) => {
  it.each([0, 1, 100, 5000])('%i values is what a plain sort gives', (count) => {
    const values = Float64Array.from({ length: count }, samples[name]!)
    const wanted = Array.from(values, (value) => value + 0).sort((a, b) => a - b)
    expect(Array.from(sortAscending(values.slice()))).toEqual(wanted)
    const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || a - b)
    expect(Array.from(argsortDescending(values))).toEqual(order)
  })
})
