import { readFileSync } from 'node:fs'
import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import '../methods'
import { multiply, subtract } from '../ops/arithmetic'
import { mean } from '../ops/reduction'
import { relu } from '../ops/unary'
import { sgd } from '../optim/sgd'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing'
import { initialState } from '../train/training-state'
import { trainingStep } from '../train/training-step'
import { BatchNorm } from './batch-norm'
import { Convolution } from './convolution'
import { assertEqual, type Numbers, tensorsOf } from './fixtures/check-layer'
import { Flatten } from './flatten'
import { freeze } from './freeze'
import { Linear } from './linear'
import { load } from './load'
import { buffersOf, parametersOf, stateOf, withParameters } from './module'
import { Sequential } from './sequential'

interface Fixture {
  readonly start: Readonly<Record<string, Numbers>>
  readonly batch: Readonly<Record<'x' | 'target', Numbers>>
  readonly losses: readonly number[]
  readonly end: Readonly<Record<string, Numbers>>
}

const path = new URL('fixtures/training.json', import.meta.url)
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Fixture

const empty = new Sequential(
  new Convolution(1, 2, [2, 2]),
  new BatchNorm(2),
  relu,
  new Flatten(),
  new Linear(8, 2),
)
/** With its first values, which a training uses up. */
const network = () => load(empty, tensorsOf(fixture.start)).module
const key = RandomKey.from(1)

const stepOf = (model: Sequential) =>
  trainingStep({
    loss: (named, { x, target }: Record<'x' | 'target', Tensor>, context) => {
      const difference = subtract(withParameters(model, named).forward(x, context), target)
      return mean(multiply(difference, difference))
    },
    optimizer: sgd(),
    engine: referenceEngine(),
  })

const batch = () => tensorsOf(fixture.batch) as Record<'x' | 'target', Tensor>

describe('a model with buffers in training', () => {
  it('takes the steps of PyTorch, running statistics included', async () => {
    const model = network()
    const step = stepOf(model)
    let state = initialState(parametersOf(model), sgd(), buffersOf(model))
    for (const expected of fixture.losses) {
      const result = await step(state, batch(), { key, learningRate: 0.1 })
      expect(Math.abs(result.loss - expected)).toBeLessThan(1e-5)
      state = result.state
    }
    const trained = stateOf(withParameters(model, { ...state.parameters, ...state.buffers }))
    expect(Object.keys(trained)).toEqual(Object.keys(fixture.end))
    for (const [name, expected] of Object.entries(fixture.end)) {
      if (expected.dtype === 'float32') await assertEqual(name, trained[name]!, expected)
    }
    await step.dispose()
  })

  it('trains a head on a frozen body, which keeps its statistics', async () => {
    const model = freeze(freeze(network(), '0'), '1')
    const step = stepOf(model)
    const start = initialState(parametersOf(model), sgd(), buffersOf(model))
    expect(Object.keys(start.parameters)).toEqual(['4.weight', '4.bias'])
    expect(start.buffers).toEqual({})
    const { state, loss } = await step(start, batch(), { key, learningRate: 0.1 })
    const after = await step(state, batch(), { key, learningRate: 0.1 })
    expect(after.loss).toBeLessThan(loss)
    expect(Object.keys(after.state.parameters)).toEqual(['4.weight', '4.bias'])
    await step.dispose()
  })
})
