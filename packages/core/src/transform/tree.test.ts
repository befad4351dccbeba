import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { zeros } from '../tensor/create'
import { isTensor } from '../tensor/tensor'
import { leavesOf, mapLeaves, structureOf } from './tree'

const leaf = () => 'leaf'
const structure = (tree: unknown) => structureOf(tree, leaf)

describe('trees', () => {
  const tree = {
    weight: zeros([2]),
    layers: [{ bias: zeros([1]) }, { bias: zeros([3]) }],
    key: RandomKey.from(1),
    rate: 0.1,
    none: null,
  }

  it('name their leaves by paths, in the order of their keys', () => {
    expect(leavesOf(tree).map(({ path }) => path)).toEqual([
      'weight',
      'layers.0.bias',
      'layers.1.bias',
      'key',
    ])
    expect(leavesOf(zeros([1])).map(({ path }) => path)).toEqual([''])
    expect(leavesOf([1, 'a', null, undefined])).toEqual([])
  })

  it('keep everything but the leaves when mapped', () => {
    const seen: string[] = []
    const mapped = mapLeaves(tree, (value, path) => {
      seen.push(path)
      return isTensor(value) ? zeros([9]) : value
    })
    expect(seen).toEqual(leavesOf(tree).map(({ path }) => path))
    expect(mapped.layers).toHaveLength(2)
    expect(mapped.layers[1]!.bias.shape).toEqual([9])
    expect([mapped.rate, mapped.none, mapped.key]).toEqual([0.1, null, tree.key])
    expect(tree.weight.shape).toEqual([2])
    expect(Array.isArray(mapped.layers)).toBe(true)
  })

  it('have the same structure exactly when structure and static values are the same', () => {
    expect(structure({ a: zeros([1]), b: [1, 'x'] })).toBe(structure({ a: zeros([5]), b: [1, 'x'] }))
    const different: readonly unknown[] = [
      ...[1, -0, 0, '1', '', Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      ...[null, undefined, true, 1n, [], {}, [[]], [1], [1, 2], ['1,2']],
      ...[{ a: 1, b: 2 }, { 'a:1,b': 2 }, { a: 1 }, { a: undefined }, new Map([[1, 2]]), new Map([[1, 2]])],
    ]
    expect(new Set(different.map(structure)).size).toBe(different.length)
    const shared = new Map()
    expect(structure([shared])).toBe(structure([shared]))
  })

  it('hold no functions', () => {
    expect(() => structure({ f: () => 1 })).toThrow(/close over it/)
  })
})
