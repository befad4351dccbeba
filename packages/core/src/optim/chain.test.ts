import { describe, expect, it } from 'vitest'
import '../methods'
import { scalar, tensor } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing'
import { ObservedEngine } from '../testing/contract/observed-engine'
import { adafactor } from './adafactor'
import { adagrad } from './adagrad'
import { adam } from './adam'
import { averagedParameters, averageParameters } from './average-parameters'
import { chain } from './chain'
import { clipByGlobalNorm, clipByNorm, clipByValue } from './clip'
import { takeSteps } from './fixtures/take-steps'
import { lion } from './lion'
import { nadam } from './nadam'
import { initialSlots, updateAll } from './optimizer'
import { l1, l2 } from './penalty'
import { rmsprop } from './rmsprop'
import { sgd } from './sgd'
import { weightDecay } from './weight-decay'

const numbers = async (x: Tensor) => Array.from(await x.data(), Number)

const start = () => ({ w: tensor([1, 2]) })
const given = (gradient: number[], learningRate: number) => ({
  gradients: { w: tensor(gradient) },
  learningRate,
})

describe('a chain', () => {
  it('applies its links in order, each with scalars of its own', async () => {
    // (c = 3, 4 of norm 5) → halved by the norm → + 0.1 w → times 0.2, and w keeps 1 − 0.2 · 0.5.
    const optimizer = chain(clipByGlobalNorm(2.5), l2(0.1), sgd(), weightDecay(0.5))
    for await (const { parameters } of takeSteps(referenceEngine(), optimizer, start(), [
      given([3, 4], 0.2),
    ])) {
      const [a, b] = await numbers(parameters['w']!)
      expect(a).toBeCloseTo(0.9 * 1 - 0.2 * (1.5 + 0.1), 6)
      expect(b).toBeCloseTo(0.9 * 2 - 0.2 * (2 + 0.2), 6)
    }
    expect.assertions(2)
  })

  it('is a link itself', () => {
    const outer = chain(clipByValue(1), chain(l1(0.1), adam()), averageParameters())
    expect(outer.name).toBe(
      'chain(clipByValue(1), chain(l1(rate: 0.1), adam(betas: [0.9,0.999], epsilon: 1e-8, amsgrad: false)), ' +
        'averageParameters(decay: 0.999, warmup: false, slot: "average"))',
    )
    expect(Object.keys(initialSlots(outer, start()))).toEqual(['first.w', 'second.w', 'average.w'])
  })

  it('compiles once, whatever the learning rate and the step', async () => {
    const engine = new ObservedEngine(referenceEngine())
    const optimizer = chain(clipByGlobalNorm(1), nadam(), weightDecay(0.1), averageParameters())
    const steps = [0.1, 0.05, 0.2, 0, 0.3].map((rate) => given([1, rate], rate))
    let taken = 0
    for await (const { step } of takeSteps(engine, optimizer, start(), steps)) taken = step
    expect(taken).toBe(5)
    expect(engine.compiled).toBe(2) // the norm and the update
  })

  it.each([
    [() => chain(), 'none of the links takes a step'],
    [() => chain(clipByValue(1), l2(0.1)), 'none of the links takes a step: clipByValue(1), l2(rate: 0.1)'],
    [() => chain(sgd(), lion()), 'several links take a step: sgd('],
  ])('wants exactly one link that takes a step: %s', (make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: 'invalid-option' }))
    expect(make).toThrow(message)
  })

  it('refuses two slots of one name, which a name of their own keeps apart', () => {
    const twice = chain(sgd(), averageParameters(), averageParameters({ decay: 0.9 }))
    expect(() => initialSlots(twice, start())).toThrow('keeps a slot "average"')
    const apart = chain(sgd(), averageParameters(), averageParameters({ decay: 0.9, slot: 'fast' }))
    expect(Object.keys(initialSlots(apart, start()))).toEqual(['average.w', 'fast.w'])
  })
})

describe('averaged parameters', () => {
  it('are those of the last step at first, and lag behind them later', async () => {
    const optimizer = chain(sgd(), averageParameters({ decay: 0.75 }))
    const before = { step: 0, parameters: start(), optimizer: {} }
    expect(averagedParameters(before)).toBe(before.parameters)
    const seen: number[] = []
    const steps = [1, 2, 3].map(() => given([1, 0], 1))
    for await (const state of takeSteps(referenceEngine(), optimizer, start(), steps)) {
      seen.push((await numbers(averagedParameters(state)['w']!))[0]!)
    }
    // w is 0, −1, −2.
    expect(seen).toEqual([0, -0.25, 0.75 * -0.25 - 0.5])
  })

  it('follow more closely at first where they warm up', () => {
    const { scalars } = averageParameters({ decay: 0.9, warmup: true })
    const old = [1, 2, 90, 1000].map((step) => scalars({ step, learningRate: 1 }).old)
    expect(old).toEqual([0, 3 / 12, 0.9, 0.9])
  })
})

describe('mistakes', () => {
  const parameters = start()
  it.each([
    [() => sgd({ nesterov: true }), 'momentum 0'],
    [() => sgd({ momentum: 0.9, dampening: 0.1, nesterov: true }), 'dampening 0.1'],
    [() => sgd({ momentum: -1 }), 'momentum is -1'],
    [() => adam({ betas: [0.9, 1] }), 'betas[1] is 1'],
    [() => nadam({ epsilon: -1 }), 'epsilon is -1'],
    [() => adagrad({ learningRateDecay: Number.POSITIVE_INFINITY }), 'learningRateDecay is Infinity'],
    [() => rmsprop({ smoothing: 1 }), 'smoothing is 1'],
    [() => lion({ betas: [1, 0.9] }), 'betas[0] is 1'],
    [() => adafactor({ decayPower: 0.8 }), '-decayPower is -0.8'],
    [() => clipByGlobalNorm(0), 'most is 0'],
    [() => clipByNorm(Number.NaN), 'most is NaN'],
    [() => clipByValue(-1), 'most is -1'],
    [() => weightDecay(-0.1), 'rate is -0.1'],
    [() => l2(-0.1), 'l2: rate is -0.1'],
    [() => averageParameters({ decay: 1.1 }), 'decay is 1.1'],
    [
      () => clipByGlobalNorm(1).scalars({ step: 1, learningRate: 1 }),
      'the norm of the gradients is not given',
    ],
  ])('%s', (make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: 'invalid-option' }))
    expect(make).toThrow(message)
  })

  it.each([
    ['no gradient', {}, initialSlots(adam(), parameters), 'There is no gradient for the parameter "w"'],
    [
      'a gradient of another shape',
      { w: tensor([1]) },
      initialSlots(adam(), parameters),
      'has the shape [1]',
    ],
    ['the state of another optimizer', { w: tensor([1, 1]) }, {}, 'has no "first" for the parameter "w"'],
  ])('an update with %s', (_, gradients, state, message) => {
    const scalars = { rate: scalar(1), floor: scalar(1) }
    expect(() => updateAll(adam(), parameters, gradients, state, scalars)).toThrow(message)
  })
})
