import { describe, expect, it } from 'vitest'
import '../methods'
import { sgd } from '../optim/sgd'
import { tensor } from '../tensor/create'
import { referenceEngine } from '../testing'
import { initialState, type TrainingStepOptions, trainingStep } from './training-step'

const engine = referenceEngine()

/** The loss w · c, whose gradient is c: (3, 4), of norm 5. */
const options: TrainingStepOptions<{ readonly c: ReturnType<typeof tensor> }> = {
  loss: ({ weight }, { c }) => weight!.multiply(c).sum(),
  optimizer: sgd(),
  engine,
}
const batch = () => ({ c: tensor([3, 4]) })
const start = () => initialState({ weight: tensor([1, 1]) }, sgd())

describe('a training step', () => {
  it('takes the parameters down the gradient and uses the old state up', async () => {
    const step = trainingStep(options)
    const before = start()
    const { state, loss, gradientNorm } = await step(before, batch(), { learningRate: 0.1 })
    expect(loss).toBe(7)
    expect(gradientNorm).toBeUndefined()
    expect(state.step).toBe(1)
    const weight = await state.parameters['weight']!.data()
    expect(weight[0]).toBeCloseTo(0.7, 6)
    expect(weight[1]).toBeCloseTo(0.6, 6)
    await expect(step(before, batch(), { learningRate: 0.1 })).rejects.toMatchObject({
      code: 'use-after-release',
    })
    await step.dispose()
  })

  /** As torch.nn.utils.clip_grad_norm_: all gradients times min(1, most / (norm + 1e-6)). */
  it.each([
    { clipNorm: 2.5, factor: 2.5 / (5 + 1e-6) },
    { clipNorm: 50, factor: 1 },
  ])('cuts the gradients down to a norm of $clipNorm', async ({ clipNorm, factor }) => {
    const step = trainingStep({ ...options, clipNorm })
    const { state, gradientNorm } = await step(start(), batch(), { learningRate: 0.1 })
    expect(gradientNorm).toBeCloseTo(5, 6)
    const weight = await state.parameters['weight']!.data()
    expect(weight[0]).toBeCloseTo(1 - 0.3 * factor, 6)
    expect(weight[1]).toBeCloseTo(1 - 0.4 * factor, 6)
    await step.dispose()
  })

  it('leaves the state as it was when it is stopped', async () => {
    const step = trainingStep(options)
    const state = start()
    const stopped = step(state, batch(), { learningRate: 0.1, signal: AbortSignal.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
    const { loss } = await step(state, batch(), { learningRate: 0.1 })
    expect(loss).toBe(7)
    await step.dispose()
  })
})
