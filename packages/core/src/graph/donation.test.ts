import { describe, expect, it } from 'vitest'
import { add, multiply, negate } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { matmul } from '../ops/matmul'
import { reshape } from '../ops/reshape'
import { exp } from '../ops/unary'
import { Tensor } from '../tensor/tensor'
import { aliasDonated } from './donation'
import { nodesBehind } from './graph'

const placeholder = (name: string, shape: Tensor['shape'] = [2, 2], dtype: Tensor['dtype'] = 'float32') =>
  new Tensor(shape, dtype, { kind: 'placeholder', name })

/** Output → input, for a function of two placeholders whose memory may both be taken. */
function aliases(f: (x: Tensor, y: Tensor) => readonly Tensor[], y = placeholder('y')): [number, number][] {
  const inputs = [placeholder('x'), y]
  const outputs = f(inputs[0]!, inputs[1]!)
  return [...aliasDonated(inputs, outputs, nodesBehind(outputs), new Set([0, 1]))]
}

describe('memory of donated inputs', () => {
  it('is taken by an elementwise result of the same shape and dtype', () => {
    expect(aliases((x) => [negate(x)])).toEqual([[0, 0]])
    expect(aliases((x, y) => [add(y, x)])).toEqual([[0, 0]])
    expect(aliases((x, y) => [multiply(exp(x), 2), negate(y)])).toEqual([
      [0, 0],
      [1, 1],
    ])
  })

  it('is taken once', () => {
    const both = (x: Tensor) => {
      const negated = negate(x)
      return [negated, add(negated, 1)]
    }
    expect(aliases(both)).toEqual([[0, 0]])
  })

  it('is left alone while a node that may run later reads it', () => {
    expect(aliases((x, y) => [add(x, y), multiply(x, y)])).toEqual([])
    expect(aliases((x) => [add(x, 1), sum(x)])).toEqual([])
  })

  it('is left alone by operations that need more than one element at a time', () => {
    expect(aliases((x, y) => [matmul(x, y)])).toEqual([])
    expect(aliases((x, y) => [add(matmul(x, y), 1)])).toEqual([[0, 0]])
  })

  it('is left alone where the input is itself a result', () => {
    expect(aliases((x) => [add(x, 1), x])).toEqual([])
  })

  it('is left alone while a view of it is read later', () => {
    expect(aliases((x) => [add(x, sum(reshape(x, [4]))), negate(reshape(x, [4]))])).toEqual([])
    expect(aliases((x) => [add(x, sum(reshape(x, [4])))])).toEqual([[0, 0]])
  })

  it('does not fit another shape or dtype', () => {
    expect(aliases((_, y) => [negate(sum(y, { axes: 0 }))], placeholder('y', [2, 3]))).toEqual([])
    expect(aliases((x) => [reshape(negate(x), [4])])).toEqual([])
  })
})
