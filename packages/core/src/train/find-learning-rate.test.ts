import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { concat } from '../ops/layout'
import { constantSchedule } from '../optim/schedule'
import { sgd } from '../optim/sgd'
import { tensor } from '../tensor/create'
import { findLearningRate, type LearningRateSearchOptions } from './find-learning-rate'
import { fit } from './fit'
import { job, type Points, points, squares, weightOf } from './fixtures/points'

const { engine } = job()

/** The losses of batches of four points differ tenfold, which no search sees through: here they have 64. */
function manyPoints(epoch: number, index: number): Points {
  const parts = Array.from({ length: 16 }, (_, part) => points(epoch, 16 * index + part))
  return {
    x: concat(
      parts.map(({ x }) => x),
      0,
    ),
    y: concat(
      parts.map(({ y }) => y),
      0,
    ),
  }
}

const options = (
  changes: Partial<LearningRateSearchOptions<Points>> = {},
): LearningRateSearchOptions<Points> => ({
  parameters: { weight: tensor([[0.5], [0.5]]) },
  loss: squares,
  batches: { perEpoch: 4, at: manyPoints },
  optimizer: sgd(),
  key: RandomKey.from(1),
  engine: engine!,
  ...changes,
})

describe('the learning-rate search', () => {
  /** Gradient descent on w² · c/2 runs away above a rate of 2/c, and is done in one step at 1/c. */
  it.each([0.1, 1, 100])(
    'finds a rate below where a parabola of curvature %d runs away',
    async (curvature) => {
      const parabola = options({
        loss: ({ weight }) =>
          weight!
            .multiply(weight!)
            .sum()
            .multiply(curvature / 2),
        parameters: { weight: tensor([1, -2]) },
        from: 1e-4 / curvature,
        to: 1e3 / curvature,
      })
      const { curve, suggestion, lowest } = await findLearningRate(parabola)
      expect(suggestion * curvature).toBeGreaterThan(0.01)
      expect(suggestion * curvature).toBeLessThan(1)
      expect(lowest).toBeGreaterThan(suggestion)
      expect(lowest * curvature).toBeLessThan(2.6)
      expect(curve.length).toBeLessThan(100)
      expect(curve[0]!.learningRate).toBeCloseTo(1e-4 / curvature, 10)
      const factor = curve[1]!.learningRate / curve[0]!.learningRate
      expect(factor ** 99).toBeCloseTo(1e7, 0)
    },
  )

  it('suggests a rate that learns well, and leaves the parameters as they were', async () => {
    const given = options()
    const before = await weightOf(given)
    const { suggestion } = await findLearningRate(given)
    expect(await weightOf(given)).toEqual(before)
    const train = (learningRate: number, steps: number) =>
      fit({ ...given, learningRate, schedule: constantSchedule(), steps })
    const { losses } = await train(suggestion, 60)
    expect(losses.at(-1)!).toBeLessThan(1e-3 * losses[0]!)
    const { losses: hasty } = await train(100 * suggestion, 10)
    expect(hasty.at(-1)!).toBeGreaterThan(hasty[0]!)
  })

  it('gives the same for the same key', async () => {
    const dropout = options({
      loss: (named, { x, y }, context) => squares(named, { x: context.dropout(x, 0.5), y }, context),
    })
    const first = await findLearningRate(dropout)
    expect(await findLearningRate(dropout)).toEqual(first)
    expect(await findLearningRate({ ...dropout, key: RandomKey.from(2) })).not.toEqual(first)
  })

  it('ends where nothing is a number any more', async () => {
    const loss: typeof squares = (named, batch, context) =>
      (squares(named, batch, context) as ReturnType<typeof tensor>).multiply(1e30).multiply(1e-30)
    const { suggestion, curve } = await findLearningRate(options({ loss, to: 1e30 }))
    expect(curve.every(({ smoothed }) => Number.isFinite(smoothed))).toBe(true)
    expect(suggestion).toBeLessThan(1)
  })

  it.each([
    [{ from: 0 }, 'invalid-option'],
    [{ from: 2, to: 1 }, 'invalid-option'],
    [{ steps: 5 }, 'invalid-option'],
    [{ batches: [] }, 'invalid-data'],
    [{ signal: AbortSignal.abort() }, 'aborted'],
    [{ parameters: { weight: tensor([[Number.NaN], [1]]) } }, 'not-finite'],
    [{ loss: ({ weight }) => weight!.sum().multiply(0).add(1) }, 'invalid-data'],
  ] satisfies [Partial<LearningRateSearchOptions<Points>>, string][])('refuses %o', async (changes, code) => {
    await expect(findLearningRate(options(changes))).rejects.toMatchObject({ code })
  })
})
