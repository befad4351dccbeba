import { describe, expect, it } from 'vitest'
import { multiply } from '../../ops/arithmetic'
import { composites, primitives } from '../../ops/table'
import { tanh } from '../../ops/unary'
import { type ReferenceEngine, referenceEngine } from '../reference/reference-engine'
import { type Case, normal, whole } from './case'
import { cases } from './cases/table'
import { checkCase } from './check-case'
import { assertClose } from './closeness'

const smooth: Case = { name: 'smooth', inputs: [normal([3, 4])], run: (x) => tanh(x!), smooth: true }

/** A reference engine whose `wrong`-th result of every run is off by `error` in one element. */
function spoiled(wrong: number, error: number): ReferenceEngine {
  const engine = referenceEngine()
  const compile = engine.compile.bind(engine)
  engine.compile = async (graph) => {
    const executable = await compile(graph)
    return {
      dispose: () => executable.dispose(),
      async run(inputs, options) {
        const outputs = await executable.run(inputs, options)
        const output = outputs[wrong]!
        const data = Float64Array.from(await engine.read(output), Number)
        data[0]! += error
        await engine.write(output, data)
        return outputs
      },
    }
  }
  return engine
}

describe('a case of the contract', () => {
  it('is kept by the reference itself', () => checkCase(smooth, referenceEngine(), referenceEngine()))

  it.each([
    [0, 'result 0'],
    [1, 'gradient 0'],
    [2, 'second derivative 0'],
  ])('fails when output %i is off, and says that it is the %s', async (wrong, part) => {
    await expect(checkCase(smooth, spoiled(wrong, 1e-3), referenceEngine())).rejects.toThrow(part)
    await checkCase(smooth, spoiled(wrong, 1e-7), referenceEngine())
  })

  it('fails when a whole number is off by one', async () => {
    const test: Case = {
      name: 'whole',
      inputs: [whole([4], 0, 9, 'int32')],
      run: (x) => multiply(x!, x!),
    }
    await expect(checkCase(test, spoiled(0, 1), referenceEngine())).rejects.toThrow('element 0')
  })
})

describe('closeness', () => {
  const close = (actual: number[], expected: number[]) => () =>
    assertClose('x', Float32Array.from(actual), Float64Array.from(expected), 1)

  it('holds infinities and NaN to themselves', () => {
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number
    expect(close([nan, infinity, -infinity], [nan, infinity, -infinity])).not.toThrow()
    expect(close([infinity], [1e39])).not.toThrow()
    for (const [a, b] of [
      [nan, 0],
      [0, nan],
      [infinity, -infinity],
      [infinity, 1],
      [1, infinity],
    ]) {
      expect(close([a!], [b!])).toThrow('element 0')
    }
  })

  it('refuses another number of elements', () => {
    expect(close([1], [1, 2])).toThrow('1 elements instead of 2')
  })
})

describe('the table of cases', () => {
  it('tries every operation, also with symbolic sizes', () => {
    const ops = [...primitives, ...composites].map(({ name }) => name)
    expect(Object.keys(cases).sort()).toEqual([...ops].sort())
    const fixed = Object.entries(cases).flatMap(([op, list]) => (list.some(({ sizes }) => sizes) ? [] : [op]))
    expect(fixed).toEqual([])
  })

  it('names each case once', () => {
    for (const list of Object.values(cases)) {
      const names = list.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
    }
  })
})
