import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrainingCallback } from './callback'
import { fit } from './fit'
import { job, squares } from './fixtures/points'

/** Writes down what it is told, in order. */
function notes() {
  const told: string[] = []
  const callback: TrainingCallback = {
    onStart: ({ step, steps }) => told.push(`start ${step}/${steps}`),
    onStep: ({ step, epoch }) => told.push(`step ${step} of epoch ${epoch}`),
    onValidation: ({ step, isBest, history }) => told.push(`validation ${step} ${isBest} ${history.length}`),
    onEpoch: ({ epoch, step, history }) => told.push(`epoch ${epoch} at ${step} ${history.length}`),
    onCheckpoint: ({ step }) => told.push(`checkpoint ${step}`),
    onEnd: ({ step, outcome }) => told.push(`end ${step} ${outcome}`),
  }
  return { told, callback }
}

describe('callbacks', () => {
  it('are told of everything, in order', async () => {
    const { told, callback } = notes()
    const scores = [1, 2]
    await fit(
      job({
        epochs: 2,
        batches: { perEpoch: 2, at: job().batches['at' as never] },
        validate: async () => ({ score: scores.shift()! }),
        metric: { name: 'score', best: 'smallest' },
        checkpoint: { folder: await mkdtemp(join(tmpdir(), 'graft-callback-')), fingerprint: '' },
        callbacks: [callback],
      }),
    )
    expect(told).toEqual([
      'start 0/4',
      'step 1 of epoch 1',
      'step 2 of epoch 1',
      'validation 2 true 1',
      'epoch 1 at 2 1',
      'checkpoint 2',
      'step 3 of epoch 2',
      'step 4 of epoch 2',
      'validation 4 false 2',
      'epoch 2 at 4 2',
      'checkpoint 4',
      'end 4 finished',
    ])
  })

  it('are told the numbers of a step', async () => {
    const seen: unknown[] = []
    const { losses } = await fit(
      job({
        epochs: 1,
        loss: (named, batch, context) => ({
          loss: squares(named, batch, context) as never,
          metrics: { target: batch.y.mean() },
        }),
        clipNorm: 1,
        callbacks: [{ onStep: (event) => seen.push(event) }],
      }),
    )
    expect(seen).toHaveLength(4)
    expect(seen[0]).toEqual({
      step: 1,
      steps: 4,
      epoch: 1,
      loss: losses[0],
      metrics: { target: expect.any(Number) },
      learningRate: 0.05,
      gradientNorm: expect.any(Number),
    })
  })

  it('are waited for', async () => {
    const order: string[] = []
    const slow: TrainingCallback = {
      async onStep({ step }) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        order.push(`slow ${step}`)
      },
    }
    await fit(job({ epochs: 1, callbacks: [slow, { onStep: ({ step }) => order.push(`quick ${step}`) }] }))
    expect(order).toEqual([1, 2, 3, 4].flatMap((step) => [`slow ${step}`, `quick ${step}`]))
  })

  it('can end a run, which stays ended', async () => {
    const checkpoint = { folder: await mkdtemp(join(tmpdir(), 'graft-callback-')), fingerprint: '' }
    const { told, callback } = notes()
    const stopping: TrainingCallback = { onStep: ({ step }, stop) => step === 6 && stop() }
    const result = await fit(job({ checkpoint, callbacks: [stopping, callback] }))
    expect(result).toMatchObject({ steps: 6, outcome: 'stopped-by-callback' })
    expect(result.history.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 4],
      [2, 6],
    ])
    expect(told.slice(-3)).toEqual(['epoch 2 at 6 2', 'checkpoint 6', 'end 6 stopped-by-callback'])
    const again = await fit(job({ checkpoint }))
    expect(again).toMatchObject({ steps: 6, outcome: 'stopped-by-callback', losses: result.losses })
  })

  it('end a run by what they throw, and are told how it ended', async () => {
    const { told, callback } = notes()
    const failing: TrainingCallback = {
      onStep({ step }) {
        if (step === 2) throw new Error('no room for the log')
      },
    }
    await expect(fit(job({ callbacks: [callback, failing] }))).rejects.toThrow('no room for the log')
    expect(told.at(-1)).toBe('end 2 failed')
    const aborting = fit(job({ callbacks: [callback], signal: AbortSignal.abort() }))
    await expect(aborting).rejects.toMatchObject({ code: 'aborted' })
    expect(told.at(-1)).toBe('end 0 aborted')
  })
})
