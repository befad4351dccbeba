import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Dataset } from '@graftjs/data'
import { describe, expect, it } from 'vitest'
import { tensor } from '../tensor/create'
import type { BatchSource } from './batches'
import { fit } from './fit'
import { job, jobOfSteps, type Points, points, weightOf } from './fixtures/points'

/** Four batches an epoch, other ones in each. */
const epochOf = (epoch: number) => Array.from({ length: 4 }, (_, index) => points(epoch, index))

async function* later(epoch: number) {
  for (const batch of epochOf(epoch)) yield await Promise.resolve(batch)
}

/** The same rows in the same batches, in an order of the epoch's own. */
const dataset = () =>
  Dataset.from(Array.from({ length: 16 }, (_, row) => ({ a: Math.sin(row), b: Math.cos(3 * row) })))
    .shuffle({ seed: 3 })
    .batch(4)
    .map(({ a, b }) => ({
      x: tensor(a.map((value, row) => [value, b[row]!])),
      y: tensor(a.map((value, row) => [2 * value - 3 * b[row]!])),
    }))

/** Sources that differ between epochs. */
const sources: Readonly<Record<string, () => BatchSource<Points>>> = {
  'batches by place': () => ({ perEpoch: 4, at: points }),
  'batches by place that take a while': () => ({ perEpoch: 4, at: async (...place) => points(...place) }),
  'a function that makes arrays': () => epochOf,
  'a function that makes generators': () => later,
}

describe.each(Object.entries(sources))('%s', (_, source) => {
  it('come in their order, epoch by epoch', async () => {
    const wanted = await fit(job())
    const { losses, history } = await fit(jobOfSteps(12, { batches: source() }))
    expect(losses).toEqual(wanted.losses)
    expect(history).toEqual(wanted.history)
  })
})

describe.each(Object.entries({ ...sources, 'a dataset': dataset, 'an array': () => epochOf(0) }))(
  '%s, where a run was stopped',
  (_, source) => {
    it.each([1, 3, 4, 6])('goes on with the batch after step %i', async (stop) => {
      const wanted = await fit(jobOfSteps(9, { batches: source() }))
      const controller = new AbortController()
      const checkpoint = { folder: await mkdtemp(join(tmpdir(), 'graft-batches-')), fingerprint: '' }
      const stopped = fit(
        jobOfSteps(9, {
          batches: source(),
          checkpoint,
          signal: controller.signal,
          onProgress: ({ step }) => step === stop && controller.abort(),
        }),
      )
      await expect(stopped).rejects.toMatchObject({ code: 'aborted', details: { step: stop } })
      const { losses, resumedAt } = await fit(jobOfSteps(9, { batches: source(), checkpoint }))
      expect(resumedAt).toBe(stop)
      // The reference engine computes in float64, a checkpoint keeps float32.
      expect(losses).toHaveLength(9)
      losses.forEach((loss, step) => {
        expect(loss).toBeCloseTo(wanted.losses[step]!, 5)
      })
    })
  },
)

describe('the length of a run', () => {
  it('is counted where it can be: of a dataset, of an array, of three batches to a step', async () => {
    expect((await fit(job({ batches: dataset(), epochs: 2 }))).steps).toBe(8)
    expect((await fit(job({ batches: epochOf(0), epochs: 2 }))).steps).toBe(8)
    const accumulated = await fit(job({ accumulate: 3, epochs: 2 }))
    expect(accumulated.steps).toBe(4)
    expect(accumulated.history.map(({ step }) => step)).toEqual([2, 4])
  })

  it('ends in the middle of an epoch where it is given in steps', async () => {
    const { steps, history } = await fit(jobOfSteps(6))
    expect(steps).toBe(6)
    expect(history.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 4],
      [2, 6],
    ])
  })

  it('must be given in steps where it cannot be counted', async () => {
    await expect(fit(job({ batches: epochOf }))).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(/not known.*in steps/),
    })
  })
})

describe('batches that are refused', () => {
  const once: Readonly<Record<string, () => unknown>> = {
    'a generator': () => later(0),
    'a stream of Node': () => Readable.from(epochOf(0)),
    'a stream of the web': () => Readable.toWeb(Readable.from(epochOf(0))),
  }
  it.each(Object.entries(once))('%s, which can be read only once', async (_, make) => {
    await expect(fit(job({ batches: make() as BatchSource<Points> }))).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(/read only once.*spool/),
    })
  })

  it.each([
    ['a number', 7],
    ['null', null],
    ['an object', {}],
  ])('%s', async (_, batches) => {
    await expect(fit(job({ batches: batches as never }))).rejects.toMatchObject({ code: 'invalid-option' })
  })

  it.each([
    ['none', job({ batches: [] })],
    ['none by place', job({ batches: { perEpoch: 0, at: points } })],
    ['none in the second epoch', jobOfSteps(8, { batches: (epoch) => (epoch === 0 ? epochOf(0) : []) })],
  ])('%s', async (_, empty) => {
    await expect(fit(empty)).rejects.toMatchObject({ code: 'invalid-data' })
  })

  it('with the error of the source', async () => {
    const batches = { perEpoch: 4, at: (epoch: number, index: number) => fails(epoch, index) }
    await expect(fit(job({ batches }))).rejects.toThrow('the disk is gone')
  })
})

function fails(epoch: number, index: number): Points {
  if (index === 2) throw new Error('the disk is gone')
  return points(epoch, index)
}

describe('a source that is slow', () => {
  it('does not keep an abort waiting', async () => {
    const controller = new AbortController()
    async function* stuck() {
      yield points(0, 0)
      await new Promise(() => undefined)
    }
    const run = fit(
      jobOfSteps(5, {
        batches: () => stuck(),
        signal: controller.signal,
        onProgress: () => setTimeout(() => controller.abort(), 20),
      }),
    )
    await expect(run).rejects.toMatchObject({ code: 'aborted', details: { step: 1 } })
  })

  it('is asked for the next batch while a step runs, and for none that nobody will take', async () => {
    const asked: string[] = []
    const batches = {
      perEpoch: 2,
      at(epoch: number, index: number) {
        asked.push(`${epoch}.${index}`)
        return points(epoch, index)
      },
    }
    const result = await fit(job({ batches, epochs: 2 }))
    expect(asked).toEqual(['0.0', '0.1', '1.0', '1.1'])
    expect(await weightOf(result)).toHaveLength(2)
  })
})
