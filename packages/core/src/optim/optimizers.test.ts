import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import '../methods'
import type { Parameters } from '../nn/module'
import { tensor } from '../tensor/create'
import { referenceEngine } from '../testing'
import { adafactor } from './adafactor'
import { adagrad } from './adagrad'
import { adam } from './adam'
import { adamw } from './adamw'
import { averagedParameters, averageParameters } from './average-parameters'
import { chain } from './chain'
import { clipByGlobalNorm, clipByNorm, clipByValue } from './clip'
import { takeSteps } from './fixtures/take-steps'
import type { Optimizer } from './gradient-transform'
import { lion } from './lion'
import { nadam } from './nadam'
import { parameterGroups } from './parameter-groups'
import { l1, l2 } from './penalty'
import { rmsprop } from './rmsprop'
import { sgd } from './sgd'
import { weightDecay } from './weight-decay'

type Numbers = Readonly<Record<string, readonly number[]>>

interface Fixture {
  readonly shapes: Readonly<Record<string, readonly number[]>>
  readonly start: Numbers
  readonly gradients: readonly Numbers[]
  /** Each step's share of a case's learning rate. */
  readonly rates: readonly number[]
  readonly cases: Readonly<Record<string, { learningRate: number; after: Readonly<Record<string, Numbers>> }>>
}

const path = new URL('fixtures/optimizers.json', import.meta.url)
const { shapes, start, gradients, rates, cases } = JSON.parse(readFileSync(path, 'utf8')) as Fixture

/** For every case of `fixtures/make_optimizers.py` the same in Graft. */
const optimizers: Readonly<Record<string, Optimizer>> = {
  sgd: sgd(),
  'sgd, momentum': sgd({ momentum: 0.9 }),
  'sgd, momentum and dampening': sgd({ momentum: 0.9, dampening: 0.3 }),
  'sgd, nesterov': sgd({ momentum: 0.8, nesterov: true }),
  'sgd, L2': chain(l2(0.1), sgd({ momentum: 0.9 })),
  'sgd, L1': chain(l1(0.1), sgd()),
  adagrad: adagrad(),
  'adagrad, all options': chain(
    l2(0.1),
    adagrad({ learningRateDecay: 0.1, initialAccumulator: 0.5, epsilon: 1e-3 }),
  ),
  rmsprop: rmsprop(),
  'rmsprop, centered': rmsprop({ smoothing: 0.9, centered: true, epsilon: 1e-4 }),
  'rmsprop, momentum': chain(l2(0.1), rmsprop({ momentum: 0.9 })),
  'rmsprop, centered with momentum': rmsprop({
    smoothing: 0.9,
    centered: true,
    momentum: 0.5,
    epsilon: 1e-4,
  }),
  adam: adam(),
  'adam, L2': chain(l2(0.1), adam({ betas: [0.8, 0.95], epsilon: 1e-3 })),
  'adam, amsgrad': adam({ betas: [0.9, 0.9], amsgrad: true }),
  adamw: adamw(),
  'adamw, amsgrad': adamw({ betas: [0.9, 0.9], weightDecay: 0.1, amsgrad: true }),
  nadam: nadam(),
  'nadam, decoupled decay': chain(nadam({ momentumDecay: 0.1 }), weightDecay(0.1)),
  lion: lion(),
  'lion, decay': chain(lion({ betas: [0.8, 0.9] }), weightDecay(0.1)),
  adafactor: adafactor(),
  'adafactor, all options': chain(
    adafactor({ decayPower: -0.5, epsilon: 1e-2, parameterFloor: 0.1, clipThreshold: 1.2 }),
    weightDecay(0.1),
  ),
  groups: parameterGroups(adamw({ weightDecay: 0.1 }), [
    { parameters: /^(bias|scale)$/, optimizer: adamw({ weightDecay: 0 }) },
    { parameters: (name) => name.startsWith('filt'), learningRateFactor: 10 },
  ]),
  frozen: parameterGroups(sgd(), [{ parameters: 'matrix', frozen: true }]),
  'clipped by value': chain(clipByValue(0.5), sgd()),
  'clipped by the global norm': chain(clipByGlobalNorm(1.5), adam()),
  'each clipped by its norm': chain(clipByNorm(1.5), sgd()),
  averaged: chain(adam(), averageParameters({ decay: 0.9 })),
}

const engine = referenceEngine()
const tensorsOf = (numbers: Numbers): Parameters =>
  Object.fromEntries(
    Object.entries(numbers).map(([name, values]) => [
      name,
      tensor(Float32Array.from(values), { shape: shapes[name]! }),
    ]),
  )

async function expectClose(actual: Parameters, wanted: Numbers) {
  expect(Object.keys(actual)).toEqual(Object.keys(wanted))
  for (const [name, values] of Object.entries(wanted)) {
    const found = Array.from(await actual[name]!.data(), Number)
    values.forEach((value, index) => {
      expect(Math.abs(found[index]! - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)))
    })
  }
}

describe('ten steps of given gradients equal PyTorch', () => {
  it('has an optimizer for every case and a case for every optimizer', () => {
    expect(Object.keys(optimizers)).toEqual(Object.keys(cases))
  })

  it.each(Object.keys(optimizers))('%s', async (name) => {
    const { learningRate, after } = cases[name]!
    let compared = 0
    const steps = gradients.map((given, index) => ({
      gradients: tensorsOf(given),
      learningRate: learningRate * rates[index]!,
    }))
    for await (const state of takeSteps(engine, optimizers[name]!, tensorsOf(start), steps)) {
      const wanted = after[state.step]
      if (!wanted) continue
      await expectClose(name === 'averaged' ? averagedParameters(state) : state.parameters, wanted)
      compared += 1
    }
    expect(compared).toBe(3)
  })
})
