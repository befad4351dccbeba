import { describe, expect, it } from 'vitest'
import '../methods'
import type { Parameters } from '../nn/module'
import { tensor } from '../tensor/create'
import { referenceEngine } from '../testing'
import { adam } from './adam'
import { takeSteps } from './fixtures/take-steps'
import { initialSlots } from './optimizer'
import { parameterGroups } from './parameter-groups'
import { sgd } from './sgd'

const start = () => ({
  'body.layer.0.weight': tensor([1]),
  'body.layer.10.weight': tensor([1]),
  'head.weight': tensor([1]),
})

const elements = async (parameters: Parameters) =>
  Promise.all(Object.values(parameters).map((parameter) => parameter.item()))

describe('parameter groups', () => {
  it('train at a rate of their own, by another optimizer, or not at all', async () => {
    const optimizer = parameterGroups(sgd(), [
      { parameters: 'body.layer.0', frozen: true },
      { parameters: /^body/, optimizer: adam() },
      { parameters: 'head', learningRateFactor: 10 },
    ])
    const parameters = start()
    const gradients = { 'body.layer.10.weight': tensor([0.5]), 'head.weight': tensor([0.5]) }
    const steps = [{ gradients, learningRate: 0.01 }]
    for await (const state of takeSteps(referenceEngine(), optimizer, parameters, steps)) {
      const [frozen, byAdam, faster] = await elements(state.parameters)
      expect(frozen).toBe(1)
      expect(byAdam).toBeCloseTo(1 - 0.01, 6)
      expect(faster).toBeCloseTo(1 - 10 * 0.01 * 0.5, 6)
      expect(state.parameters['body.layer.0.weight']).toBe(parameters['body.layer.0.weight'])
      expect(Object.keys(state.optimizer)).toEqual([
        'first.body.layer.10.weight',
        'second.body.layer.10.weight',
      ])
    }
    expect.assertions(5)
  })

  it('have a name that tells their settings', () => {
    const optimizer = parameterGroups(sgd(), [{ parameters: 'body', frozen: true }, { parameters: /head/ }])
    const plain = 'sgd(momentum: 0, dampening: 0, nesterov: false)'
    expect(optimizer.name).toBe(`groups(body: frozen, /head/: 1 × ${plain}, the rest: 1 × ${plain})`)
  })

  it.each([
    [[{ parameters: 'heed' }], 'no parameter is in the group heed'],
    [[{ parameters: /./ }, { parameters: 'head' }], 'no parameter is in the group head, or an earlier'],
    [[{ parameters: /./, frozen: true }], 'every parameter is frozen'],
  ])('must fit the model: %j', (groups, message) => {
    const optimizer = parameterGroups(sgd(), groups)
    expect(() => initialSlots(optimizer, start())).toThrow(
      expect.objectContaining({ code: 'invalid-option' }),
    )
    expect(() => initialSlots(optimizer, start())).toThrow(message)
  })

  it('refuse a negative factor', () => {
    expect(() => parameterGroups(sgd(), [{ parameters: 'head', learningRateFactor: -1 }])).toThrow(
      'learningRateFactor is -1',
    )
  })
})
