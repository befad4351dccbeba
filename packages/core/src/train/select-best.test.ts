import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { averagedParameters, averageParameters } from '../optim/average-parameters'
import { chain } from '../optim/chain'
import { plateauSchedule } from '../optim/plateau'
import { constantSchedule } from '../optim/schedule'
import { sgd } from '../optim/sgd'
import { tensor } from '../tensor/create'
import { fit } from './fit'
import { type Job, job, jobOfSteps, points, squares, weightOf } from './fixtures/points'

const folder = () => mkdtemp(join(tmpdir(), 'graft-best-'))

/** Gives these scores one after the other, and remembers the weight that each was given for. */
function scripted(scores: readonly number[]) {
  const weights: number[][] = []
  const validate: Job['validate'] = async (named) => {
    weights.push(await weightOf({ parameters: named }))
    return { score: scores[weights.length - 1]! }
  }
  return { validate, weights }
}

describe('validation', () => {
  it('comes after every epoch, or every so many steps and at the end', async () => {
    const each = await fit(job({ validate: async () => ({ score: 1 }) }))
    expect(each.validations.map(({ step, epoch }) => [step, epoch])).toEqual([
      [4, 1],
      [8, 2],
      [12, 3],
    ])
    const often = await fit(job({ validate: async () => ({ score: 1 }), validateEvery: 5 }))
    expect(often.validations.map(({ step, epoch }) => [step, epoch])).toEqual([
      [5, 2],
      [10, 3],
      [12, 3],
    ])
    expect(often.history.map(({ validation }) => validation)).toEqual([undefined, undefined, { score: 1 }])
  })

  it("measures the loss and what it tells besides, without dropout, each batch by its size, and one's own numbers", async () => {
    const [long, short] = [points(7, 0), points(7, 1)]
    const first = { x: short.x.slice(0, 0, 1), y: short.y.slice(0, 0, 1) }
    const loss: Job['loss'] = (named, batch, context) => ({
      loss: squares(named, { ...batch, x: context.dropout(batch.x, 0.5) }, context) as never,
      metrics: { first: batch.y.slice(0, 0, 1).mean() },
    })
    const { validations, parameters } = await fit(
      jobOfSteps(1, { loss, validation: [long, first], validate: async () => ({ mine: 3 }) }),
    )
    const [a, b] = await weightOf({ parameters })
    const errors = []
    for (const { x, y } of [long, first]) {
      const [rows, targets] = [(await x.array()) as number[][], (await y.data()) as Float32Array]
      errors.push(...rows.map((row, i) => (a! * row[0]! + b! * row[1]! - targets[i]!) ** 2))
    }
    const mean = errors.reduce((sum, error) => sum + error, 0) / 5
    const heads = [Number((await long.y.data())[0]), Number((await first.y.data())[0])]
    expect(validations).toHaveLength(1)
    const { measured } = validations[0]!
    expect(Object.keys(measured)).toEqual(['loss', 'first', 'mine'])
    expect(measured['loss']).toBeCloseTo(mean, 5)
    expect(measured['first']).toBeCloseTo((4 * heads[0]! + heads[1]!) / 5, 6)
    expect(measured['mine']).toBe(3)
  })

  it('sees the moving average where it is asked for, and that is returned', async () => {
    const optimizer = chain(sgd(), averageParameters({ decay: 0.5 }))
    const { validate, weights } = scripted([1, 2, 3])
    const result = await fit(job({ optimizer, validate, evaluated: averagedParameters }))
    const plain = await fit(job({ optimizer }))
    expect(weights[2]).toEqual(await weightOf(result))
    expect(weights[2]).not.toEqual(await weightOf(plain))
    expect(result.losses).toEqual(plain.losses)
  })
})

describe('the metric that decides', () => {
  const cases = [
    { best: 'largest', scores: [1, 4, 2, 3], at: 1 },
    { best: 'smallest', scores: [4, 2, 1, 3], at: 2 },
    { best: 'largest', scores: [1, Number.NaN, 2, 2], at: 2 },
    { best: 'smallest', scores: [3, 2, 1, 0], at: 3 },
  ] as const
  for (const where of ['in memory', 'in a checkpoint folder']) {
    it.each(cases)(`returns the $best of $scores, kept ${where}`, async ({ best, scores, at }) => {
      const { validate, weights } = scripted(scores)
      const path = await folder()
      const result = await fit(
        job({
          epochs: 4,
          validate,
          metric: { name: 'score', best },
          ...(where === 'in memory' ? {} : { checkpoint: { folder: path, fingerprint: '', keep: 1 } }),
        }),
      )
      expect(result.best).toEqual({ step: 4 * (at + 1), value: scores[at] })
      const given = await weightOf(result)
      weights[at]!.forEach((value, index) => {
        expect(given[index]).toBeCloseTo(value, 6)
      })
      expect(result.outcome).toBe('finished')
      if (where !== 'in memory') {
        const kept = [...new Set([4 * (at + 1), 16])].map(
          (step) => `step-${String(step).padStart(8, '0')}.safetensors`,
        )
        expect((await readdir(path)).sort()).toEqual(kept)
      }
    })
  }

  it('returns the last parameters where it never was a number', async () => {
    const { validate, weights } = scripted([Number.NaN, Number.NaN, Number.NaN])
    const result = await fit(job({ validate, metric: { name: 'score', best: 'largest' } }))
    expect(result.best).toBeUndefined()
    expect(await weightOf(result)).toEqual(weights[2])
  })

  it('must be one of those that are measured', async () => {
    const run = fit(job({ validate: async () => ({ loss: 1 }), metric: { name: 'f1', best: 'largest' } }))
    await expect(run).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(/no number "f1".*loss/),
    })
  })
})

describe('early stopping', () => {
  it.each([
    { patience: 0, scores: [3, 2, 2, 9, 9], steps: 12, at: 1 },
    { patience: 1, scores: [3, 2, 2, 1, 5, 5], steps: 24, at: 3 },
    { patience: 1, minimumChange: 0.5, scores: [3, 2.9, 2.8, 1], steps: 12, at: 0 },
  ])(
    'ends after $patience validations without a better one: $scores',
    async ({ scores, steps, at, ...stopping }) => {
      const { validate, weights } = scripted(scores)
      const result = await fit(
        job({ epochs: 20, validate, metric: { name: 'score', best: 'smallest' }, earlyStopping: stopping }),
      )
      expect(result).toMatchObject({
        steps,
        outcome: 'stopped-early',
        best: { step: 4 * (at + 1), value: scores[at] },
      })
      expect(await weightOf(result)).toEqual(weights[at])
      expect(result.history).toHaveLength(steps / 4)
    },
  )

  it('is kept to by a run that is called again', async () => {
    const checkpoint = { folder: await folder(), fingerprint: '' }
    const options = {
      epochs: 20,
      checkpoint,
      metric: { name: 'score', best: 'smallest' },
      earlyStopping: { patience: 0 },
    } as const
    const first = await fit(job({ ...options, validate: scripted([2, 1, 3]).validate }))
    const again = await fit(job({ ...options, validate: async () => ({ score: 0 }) }))
    expect(again.outcome).toBe('stopped-early')
    expect(again.steps).toBe(12)
    expect(again.best).toEqual(first.best)
    expect(await weightOf(again)).toEqual(await weightOf(first))
  })
})

describe('a plateau', () => {
  const rates = async (changes: Partial<Job>) => {
    const seen: number[] = []
    await fit(
      job({
        epochs: 5,
        validate: scripted([5, 5, 4, 4, 4]).validate,
        metric: { name: 'score', best: 'smallest' },
        plateau: plateauSchedule({ patience: 0, factor: 0.5 }),
        learningRate: 0.08,
        callbacks: [{ onStep: ({ learningRate }) => seen.push(learningRate) }],
        ...changes,
      }),
    )
    return seen.filter((_, step) => step % 4 === 0)
  }

  it('lowers the learning rate, and otherwise leaves it at the peak', async () => {
    expect(await rates({})).toEqual([0.08, 0.08, 0.04, 0.04, 0.02])
  })

  it('lowers what a schedule gives', async () => {
    const half = await rates({ schedule: () => 0.5 })
    expect(half).toEqual([0.04, 0.04, 0.02, 0.02, 0.01])
    expect(await rates({ schedule: constantSchedule() })).toEqual(half.map((rate) => 2 * rate))
  })
})

const nothing = {
  x: tensor(new Float32Array(0), { shape: [0, 2] }),
  y: tensor(new Float32Array(0), { shape: [0, 1] }),
}

describe('options that are refused', () => {
  it.each<[string, Partial<Job>]>([
    ['epochs', { epochs: 0 }],
    ['epochs', { epochs: 1.5 }],
    ['epochs', { steps: 5 }],
    ['accumulate', { accumulate: 0 }],
    ['validateEvery', { validateEvery: -1 }],
    ['learningRate', { learningRate: Number.NaN }],
    ['learningRate', { learningRate: -1 }],
    ['metric', { metric: { name: 'loss', best: 'smallest' } }],
    ['metric.best', { validation: [points(0, 0)], metric: { name: 'loss', best: 'min' as never } }],
    ['earlyStopping', { validation: [points(0, 0)], earlyStopping: { patience: 1 } }],
    ['plateau', { plateau: plateauSchedule() }],
    ['checkpoint.keep', { checkpoint: { folder: tmpdir(), fingerprint: '', keep: 0 } }],
    ['parameters', { parameters: {} }],
    ['validation', { validation: [nothing] }],
  ])('%s', async (option, changes) => {
    await expect(fit(job(changes))).rejects.toMatchObject({
      code: expect.stringMatching(/^invalid-/),
      message: expect.stringContaining(`option ${option}`),
    })
  })
})
