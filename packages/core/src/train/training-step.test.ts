import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import '../methods'
import type { Parameters } from '../nn/module'
import { exp, log, sqrt } from '../ops/unary'
import { parameterGroups } from '../optim/parameter-groups'
import { sgd } from '../optim/sgd'
import { tensor } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing'
import { initialState } from './training-state'
import { type TrainingStepOptions, trainingStep } from './training-step'

const engine = referenceEngine()

/** The loss w · c, whose gradient is c: (3, 4), of norm 5. */
const options: TrainingStepOptions<{ readonly c: Tensor }> = {
  loss: ({ weight }, { c }) => weight!.multiply(c).sum(),
  optimizer: sgd(),
  engine,
}
const batch = () => ({ c: tensor([3, 4]) })
const start = () => initialState({ weight: tensor([1, 1]) }, sgd())
const numbersOf = async (tensors: Parameters, name: string) => Array.from(await tensors[name]!.data(), Number)

describe('a training step', () => {
  it('takes the parameters down the gradient and uses the old state up', async () => {
    const step = trainingStep(options)
    const before = start()
    const { state, loss, gradientNorm } = await step(before, batch(), { learningRate: 0.1 })
    expect(loss).toBe(7)
    expect(gradientNorm).toBe(5)
    expect(state.step).toBe(1)
    const weight = await numbersOf(state.parameters, 'weight')
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
    const weight = await numbersOf(state.parameters, 'weight')
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

  it('takes the same batch as often as one likes', async () => {
    const step = trainingStep(options)
    const same = batch()
    let state = start()
    for (let i = 0; i < 3; i++) ({ state } = await step(state, same, { learningRate: 0.1 }))
    expect((await numbersOf(state.parameters, 'weight'))[0]).toBeCloseTo(0.1, 6)
    expect(await numbersOf(same, 'c')).toEqual([3, 4])
    await step.dispose()
  })

  it('leaves frozen parameters alone and computes nothing for them', async () => {
    const optimizer = parameterGroups(sgd(), [{ parameters: 'fixed', frozen: true }])
    const step = trainingStep({
      loss: ({ weight, fixed }, { c }) => weight!.multiply(c).multiply(fixed!).sum(),
      optimizer,
      engine,
    } satisfies typeof options)
    const first = initialState({ weight: tensor([1, 1]), fixed: tensor([2, 2]) }, optimizer)
    const { state, gradientNorm } = await step(first, batch(), { learningRate: 0.1 })
    expect(gradientNorm).toBe(10)
    expect(await numbersOf(state.parameters, 'fixed')).toEqual([2, 2])
    expect((await numbersOf(state.parameters, 'weight'))[0]).toBeCloseTo(0.4, 6)
    await step.dispose()
  })
})

/** A running mean of the batches' means, as batch normalisation keeps one, and the batch's own mean as a number. */
const withBuffer: typeof options = {
  ...options,
  loss: ({ weight, seen, untouched }, { c }, context) => {
    context.update(seen!, context.current(seen!).multiply(0.5).add(c.mean().multiply(0.5)))
    const loss = weight!.multiply(c).sum().add(untouched!.sum().multiply(0))
    return { loss, metrics: { mean: c.mean() } }
  },
}
const startWithBuffer = () =>
  initialState({ weight: tensor([1, 1]) }, sgd(), { seen: tensor(0), untouched: tensor([5]) })

describe('a loss that returns more', () => {
  it('gives buffers new values and tells its numbers', async () => {
    const step = trainingStep(withBuffer)
    let state = startWithBuffer()
    const seen = []
    for (const c of [
      [3, 5],
      [8, 8],
    ]) {
      const result = await step(state, { c: tensor(c) }, { learningRate: 0.1 })
      state = result.state
      seen.push([result.metrics, await numbersOf(state.buffers, 'seen')])
    }
    expect(seen).toEqual([
      [{ mean: 4 }, [2]],
      [{ mean: 8 }, [5]],
    ])
    expect(await numbersOf(state.buffers, 'untouched')).toEqual([5])
    await step.dispose()
  })

  it('leaves the buffers as they were when it is stopped', async () => {
    const step = trainingStep(withBuffer)
    const state = startWithBuffer()
    const controller = new AbortController()
    async function* batches() {
      yield { c: tensor([3, 5]) }
      controller.abort()
      yield { c: tensor([3, 5]) }
    }
    const stopped = step.over(state, batches(), { learningRate: 0.1, signal: controller.signal })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
    expect(await numbersOf(state.buffers, 'seen')).toEqual([0])
    expect(await numbersOf(state.parameters, 'weight')).toEqual([1, 1])
    await step.dispose()
  })
})

describe('a step over several batches', () => {
  const rows = (values: readonly number[]) => ({ c: tensor(values.map((value) => [value, -value])) })
  /** The mean over rows of w · c. */
  const byRow: typeof options = {
    ...options,
    loss: ({ weight }, { c }) => ({
      loss: c
        .multiply(weight!)
        .sum({ axes: [1] })
        .mean(),
      metrics: { mean: c.slice(1, 0, 1).mean() },
    }),
    clipNorm: 1,
  }

  it('is the step on all their rows at once, however they are cut', async () => {
    const step = trainingStep(byRow)
    const all = [1, 2, 3, 4, 5, 6, 7]
    const atOnce = await step(start(), rows(all), { learningRate: 0.1 })
    const cut = [all.slice(0, 3), all.slice(3, 6), all.slice(6)].map(rows)
    const inParts = await step.over(start(), cut, { learningRate: 0.1 })
    expect(inParts.loss).toBeCloseTo(atOnce.loss, 10)
    expect(inParts.gradientNorm).toBeCloseTo(atOnce.gradientNorm!, 10)
    expect(inParts.metrics['mean']).toBeCloseTo(4, 10)
    const [wanted, given] = [atOnce.state, inParts.state].map(({ parameters }) => parameters['weight']!)
    const [a, b] = [engine.exact(wanted!), engine.exact(given!)]
    // The shares are float32.
    expect(b[0]).toBeCloseTo(a[0]!, 7)
    expect(b[1]).toBeCloseTo(a[1]!, 7)
    expect(inParts.state.step).toBe(1)
    await step.dispose()
  })

  it('counts each batch as `weightOf` says', async () => {
    const step = trainingStep({ ...byRow, weightOf: ({ c }) => (c.shape[0] === 1 ? 3 : 1) })
    const { loss, metrics } = await step.over(start(), [rows([1, 3]), rows([10])], { learningRate: 0 })
    expect(loss).toBe(0)
    expect(metrics['mean']).toBeCloseTo((2 + 3 * 10) / 4, 10)
    await step.dispose()
  })

  it('draws other masks for each of them', async () => {
    const step = trainingStep({
      ...options,
      loss: ({ weight }, { c }, context) => context.dropout(weight!.multiply(c), 0.5).sum(),
    } satisfies typeof options)
    const wide = () => ({ c: tensor(Array.from({ length: 64 }, (_, i) => i)) })
    const first = () => initialState({ weight: tensor(Array.from({ length: 64 }, () => 1)) }, sgd())
    const key = RandomKey.from(3)
    const { loss } = await step.over(first(), [wide(), wide()], { learningRate: 0, key })
    const alone = []
    for (const own of [key.fold(0), key.fold(1)]) {
      alone.push((await step(first(), wide(), { learningRate: 0, key: own })).loss)
    }
    expect(alone[0]).not.toBe(alone[1])
    expect(loss).toBeCloseTo((alone[0]! + alone[1]!) / 2, 6)
    await step.dispose()
  })

  it('needs a batch', async () => {
    const step = trainingStep(options)
    await expect(step.over(start(), [], { learningRate: 1 })).rejects.toMatchObject({ code: 'invalid-data' })
    await step.dispose()
  })
})

describe('a step that is not finite', () => {
  const refused = async (
    loss: (typeof options)['loss'],
    { c = [3, 4], weight = [1, 1] }: { c?: number[]; weight?: number[] } = {},
  ) => {
    const step = trainingStep({ ...options, loss })
    const state = initialState({ weight: tensor(weight) }, sgd())
    const error: unknown = await step(state, { c: tensor(c) }, { learningRate: 0.1 }).catch((e) => e)
    expect(await numbersOf(state.parameters, 'weight')).toEqual(weight)
    await step.dispose()
    return error
  }

  it('names the operation, its line and its operand, and leaves the state alone', async () => {
    const loss: (typeof options)['loss'] = ({ weight }, { c }) => {
      const logarithm = log(weight!.subtract(c))
      return logarithm.multiply(c).sum()
    }
    expect(await refused(loss)).toMatchObject({
      code: 'not-finite',
      message: expect.stringMatching(
        /^The loss of step 1 is NaN: log \(training-step\.test\.ts:\d+:\d+\) was the first to give NaN, in \[2\] from numbers between -3 and -2\. Keep its operand above 0/,
      ),
      details: { step: 1, operation: 'log', line: expect.stringMatching(/^training-step\.test\.ts:/) },
    })
  })

  it('tells what made NaN of an infinity', async () => {
    const loss: (typeof options)['loss'] = ({ weight }, { c }) => {
      const large = exp(weight!.multiply(c))
      return large.subtract(large).sum()
    }
    expect(await refused(loss, { c: [3, 800] })).toMatchObject({
      message: expect.stringMatching(
        /: exp \(\S+\) was the first to give infinity, in \[2\] from numbers between 3 and 800, of which subtract \(\S+\) made NaN\. Keep its operand below 88/,
      ),
    })
  })

  it('names the call whose gradient it is where only the gradients are not finite', async () => {
    const loss: (typeof options)['loss'] = ({ weight }, { c }) =>
      sqrt(weight!.multiply(c).subtract(tensor([3, 0]))).sum()
    expect(await refused(loss)).toMatchObject({
      message: expect.stringMatching(
        /^The gradients of step 1 are not finite: \w+ in the gradient of sqrt \(training-step\.test\.ts:\d+:\d+\) was the first to give infinity/,
      ),
      details: { gradientOf: 'sqrt' },
    })
  })

  it.each([
    ['the batch', { c: [Number.NaN, 4] }, /the batch holds NaN in "c"\. Clean the rows/, { batch: 'c' }],
    [
      'a parameter',
      { weight: [1, Number.NaN] },
      /the parameter "weight" already holds NaN\. Start from/,
      { parameters: 'weight' },
    ],
    [
      'an infinite batch',
      { c: [3, Number.POSITIVE_INFINITY] },
      /the batch holds Infinity in "c"/,
      { batch: 'c' },
    ],
  ])('says so when %s is to blame', async (_, given, message, details) => {
    expect(await refused(options.loss, given)).toMatchObject({
      code: 'not-finite',
      message: expect.stringMatching(message),
      details: { step: 1, ...details },
    })
  })

  it('takes gradients as they are where asked', async () => {
    const loss: (typeof options)['loss'] = ({ weight }, { c }) =>
      sqrt(weight!.multiply(c).subtract(tensor([3, 0]))).sum()
    const step = trainingStep({ ...options, loss, checkGradients: false })
    const { gradientNorm } = await step(start(), batch(), { learningRate: 0.1 })
    expect(gradientNorm).toBeUndefined()
    await step.dispose()
  })
})
