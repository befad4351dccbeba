import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { add, multiply } from '../../ops/arithmetic'
import { sum } from '../../ops/broadcast'
import { type DType, isFloat } from '../../tensor/dtype'
import { elementCount, isConcrete } from '../../tensor/shape'
import { Tensor } from '../../tensor/tensor'
import { compile } from '../../transform/compile'
import { grad } from '../../transform/grad'
import type { Case } from '../contract/case'
import { cases } from '../contract/cases/table'
import { referenceEngine } from './reference-engine'

const engine = referenceEngine()

interface Numbers {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly values: Float64Array
}

/** A tensor of any declared dtype whose elements are exactly these float64 numbers. */
async function exactTensor({ shape, dtype, values }: Numbers): Promise<Tensor> {
  const buffer = engine.allocate(dtype, shape)
  await engine.write(buffer, values)
  return new Tensor(shape, dtype, { kind: 'stored', engine, buffer })
}

const exactTensors = (list: readonly Numbers[]): Promise<Tensor[]> => Promise.all(list.map(exactTensor))

/** At most this many elements of an operand are moved. */
const SAMPLED = 12
const STEP = 1e-3

/** Largest relative error between a gradient and differences of fourth order. */
async function worstError(test: Case): Promise<{ readonly error: number; readonly compared: number }> {
  const key = RandomKey.from(11)
  const operands = test.inputs.map(({ shape, dtype, fill }, i): Numbers => {
    const sizes = shape.map(Number)
    return { shape: sizes, dtype, values: Float64Array.from(fill(key.fold(i), elementCount(sizes))) }
  })
  const resultsOf = (inputs: readonly Tensor[]) => {
    const results = test.run(...inputs)
    return (results instanceof Tensor ? [results] : results).filter(({ dtype }) => isFloat(dtype))
  }
  const probe = resultsOf(await exactTensors(operands))
  const weights = probe.map(({ shape, dtype }, i): Numbers => {
    const sizes = isConcrete(shape) ? shape : []
    return { shape: sizes, dtype, values: key.fold(50 + i).normal(elementCount(sizes)) }
  })
  if (weights.length === 0 || !operands.some(({ dtype }) => isFloat(dtype))) return { error: 0, compared: 0 }

  const loss = (inputs: readonly Tensor[], by: readonly Tensor[]): Tensor =>
    resultsOf(inputs)
      .map((result, i) => sum(multiply(result, by[i]!)))
      .reduce((a, b) => add(a, b))
  const lossProgram = compile(loss, { engine })
  const gradients = await compile(grad(loss), { engine })(
    await exactTensors(operands),
    await exactTensors(weights),
  )
  const lossAt = async (operand: number, element: number, by: number): Promise<number> => {
    const moved = operands.map((numbers, i) => {
      if (i !== operand) return numbers
      const values = numbers.values.slice()
      values[element]! += by
      return { ...numbers, values }
    })
    return engine.exact(await lossProgram(await exactTensors(moved), await exactTensors(weights)))[0]!
  }

  let error = 0
  let compared = 0
  for (const [operand, { dtype, values }] of operands.entries()) {
    if (!isFloat(dtype)) continue
    const gradient = engine.exact(gradients[operand]!)
    const size = gradient.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
    const elements = [...key.fold(90).permutation(values.length)].slice(0, SAMPLED)
    for (const element of elements) {
      const at = (steps: number) => lossAt(operand, element, steps * STEP)
      const near = (await at(1)) - (await at(-1))
      const far = (await at(2)) - (await at(-2))
      const difference = (8 * near - far) / (12 * STEP)
      const mine = gradient[element]!
      // An element that is tiny beside its neighbours is held to a thousandth of their size.
      const scale = Math.max(Math.abs(mine), 1e-3 * size, 1e-6)
      error = Math.max(error, Math.abs(difference - mine) / scale)
      compared++
    }
  }
  return { error, compared }
}

/** Operations through which no gradient goes. */
const withoutGradient = new Set([
  ...[
    'literal',
    'iota',
    'dimension',
    'stopGradient',
    'argMax',
    'argMin',
    'maxPoolIndices',
    'floor',
    'ceil',
    'round',
  ],
  ...['equal', 'less', 'greater', 'lessEqual', 'greaterEqual', 'and', 'or', 'not'],
])

describe('gradients equal finite differences', () => {
  for (const [op, list] of Object.entries(cases)) {
    const smooth = list.filter(({ sizes, kinks, inputs }) => !sizes && !kinks && inputs.length > 0)
    it(op, async () => {
      let total = 0
      for (const test of smooth) {
        const { error, compared } = await worstError(test)
        expect(error, test.name).toBeLessThan(1e-6)
        total += compared
      }
      if (!withoutGradient.has(op)) expect(total).toBeGreaterThan(0)
    })
  }
})
