import { mkdir, mkdtemp, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Progress, RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { sgd } from '../optim/sgd'
import { fit } from './fit'
import type { FitResult } from './fit-options'
import { type Job, job, points, squares, weightOf } from './fixtures/points'

const folder = () => mkdtemp(join(tmpdir(), 'graft-fit-'))
const checkpointIn = (path: string, everySteps?: number) => ({
  folder: path,
  fingerprint: 'points',
  ...(everySteps === undefined ? {} : { everySteps }),
})

/** The reference engine computes in float64 and a checkpoint keeps float32: equal to that. */
async function expectSame(result: FitResult, wanted: FitResult) {
  expect(result.losses).toHaveLength(wanted.losses.length)
  result.losses.forEach((loss, step) => {
    expect(loss).toBeCloseTo(wanted.losses[step]!, 5)
  })
  expect(result.history.map(({ epoch, step }) => ({ epoch, step }))).toEqual(
    wanted.history.map(({ epoch, step }) => ({ epoch, step })),
  )
  const [given, expected] = [await weightOf(result), await weightOf(wanted)]
  given.forEach((value, index) => {
    expect(value).toBeCloseTo(Number(expected[index]), 5)
  })
}

/** Runs a job that is aborted as soon as `when` says so of a progress. */
async function abortedRun(changes: Partial<Job>, when: (progress: Progress) => boolean) {
  const controller = new AbortController()
  const onProgress = (progress: Progress) => {
    if (when(progress)) controller.abort()
  }
  const run = fit(job({ ...changes, signal: controller.signal, onProgress }))
  await expect(run).rejects.toMatchObject({ code: 'aborted' })
}

describe('fit', () => {
  it('learns, and tells how far it is', async () => {
    const seen: Progress[] = []
    const still: Partial<Job> = { optimizer: sgd(), learningRate: 0.2, epochs: 10 }
    const result = await fit(job({ ...still, loss: squares, onProgress: (progress) => seen.push(progress) }))
    const weight = await weightOf(result)
    expect(weight[0]).toBeCloseTo(2, 2)
    expect(weight[1]).toBeCloseTo(-3, 2)
    expect(seen.map(({ step }) => step)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    expect(seen.map(({ epoch }) => epoch)).toEqual(seen.map(({ step }) => Math.ceil(step / 4)))
    for (const { secondsLeft, examplesPerSecond, steps, phase } of seen) {
      expect({ steps, phase }).toEqual({ steps: 40, phase: 'train' })
      expect(secondsLeft).toBeGreaterThanOrEqual(0)
      expect(examplesPerSecond).toBeGreaterThan(0)
    }
    expect(seen.at(-1)!.secondsLeft).toBe(0)
    expect(seen.map(({ loss }) => loss)).toEqual(result.losses)
    expect(result.history.map(({ epoch, step }) => [epoch, step])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1, 4 * i + 4]),
    )
    const mean = result.losses.slice(4, 8).reduce((sum, loss) => sum + loss, 0) / 4
    expect(result.history[1]!.loss).toBeCloseTo(mean, 12)
  })

  it('tells how long it waited for batches', async () => {
    const pause = 40
    const slow: Job['batches'] = {
      perEpoch: 4,
      at: async (epoch, index) => {
        await new Promise((resolve) => setTimeout(resolve, pause))
        return points(epoch, index)
      },
    }
    const { seconds, waitSeconds } = await fit(job({ batches: slow, epochs: 2 }))
    // The first batch of each epoch is waited for whole; timers are exact to a millisecond or two.
    expect(waitSeconds).toBeGreaterThan((2 * (pause - 5)) / 1000)
    expect(waitSeconds).toBeLessThanOrEqual(seconds)
    const accumulated = await fit(job({ batches: slow, epochs: 1, accumulate: 4 }))
    expect(accumulated.waitSeconds).toBeGreaterThan((pause - 5) / 1000)
  })

  it('gives the same numbers for the same key, and others for another', async () => {
    const first = await fit(job())
    expect((await fit(job())).losses).toEqual(first.losses)
    expect((await fit(job({ key: RandomKey.from(5) }))).losses).not.toEqual(first.losses)
  })

  it('measures after every epoch with the parameters of that time', async () => {
    const measured: number[] = []
    const validate: Job['validate'] = async ({ weight }) => {
      const [first] = await weight!.data()
      measured.push(Number(first))
      return { first: Number(first) }
    }
    const result = await fit(job({ validate }))
    expect(result.history.map(({ validation }) => validation)).toEqual(measured.map((first) => ({ first })))
    expect(new Set(measured).size).toBe(3)
    expect(measured[2]).toBe((await weightOf(result))[0])
  })

  it('says which step a loss stops being a number at', async () => {
    const loss: Job['loss'] = ({ weight }, { x }) =>
      weight!.multiply(1e30).multiply(1e30).multiply(x.mean()).mean()
    await expect(fit(job({ loss }))).rejects.toMatchObject({
      code: 'not-finite',
      message: expect.stringMatching(/step 1 .*learning rate/),
      details: { step: 1 },
    })
  })
})

describe('a run with a checkpoint folder', () => {
  it('goes on where it was stopped', async () => {
    const whole = await fit(job())
    const path = await folder()
    for (const stop of [2, 7, 8, 11]) {
      await abortedRun({ checkpoint: checkpointIn(path) }, ({ step }) => step === stop)
      expect((await readdir(path)).sort().at(-1)).toBe(`step-${String(stop).padStart(8, '0')}.safetensors`)
    }
    const resumed = await fit(job({ checkpoint: checkpointIn(path) }))
    expect(resumed.resumedAt).toBe(11)
    await expectSame(resumed, whole)
  })

  it('returns at once when it has already finished', async () => {
    const path = await folder()
    const first = await fit(job({ checkpoint: checkpointIn(path) }))
    const never: Job['batches'] = {
      perEpoch: 4,
      at: () => {
        throw new Error('nothing is left to do')
      },
    }
    const again = await fit(job({ checkpoint: checkpointIn(path), batches: never }))
    expect(again.resumedAt).toBe(12)
    expect(again.losses).toEqual(first.losses)
    expect(again.history).toEqual(first.history)
    expect(await weightOf(again)).toEqual(await weightOf(first))
  })

  it('does not lose an epoch that was stopped while it was measured', async () => {
    const path = await folder()
    const controller = new AbortController()
    let calls = 0
    const validate: Job['validate'] = async (_, signal) => {
      calls += 1
      if (calls === 2) controller.abort()
      signal?.throwIfAborted()
      return { calls }
    }
    const checkpoint = checkpointIn(path, 1)
    const stopped = fit(job({ checkpoint, validate, signal: controller.signal }))
    await expect(stopped).rejects.toMatchObject({ code: 'aborted', details: { step: 8, steps: 12 } })
    const resumed = await fit(job({ checkpoint, validate }))
    expect(resumed.resumedAt).toBe(8)
    expect(resumed.history.map(({ step, validation }) => [step, validation])).toEqual([
      [4, { calls: 1 }],
      [8, { calls: 3 }],
      [12, { calls: 4 }],
    ])
  })

  it('takes no step when it is aborted before the first, and writes nothing', async () => {
    const path = await folder()
    const run = fit(job({ checkpoint: checkpointIn(path), signal: AbortSignal.abort() }))
    await expect(run).rejects.toMatchObject({ code: 'aborted', details: { step: 0 } })
    expect(await readdir(path)).toEqual([])
  })

  it('keeps two checkpoints, and clears away what a killed process left', async () => {
    const path = await folder()
    const host = hostname().replace(/[^A-Za-z0-9]/g, '') || 'host'
    const left = `.step-00000003.safetensors.graft-${host}-999999999-0123456789ab`
    await writeFile(join(path, left), 'half')
    await mkdir(join(path, left.replace('-00000003.safetensors', '')))
    await writeFile(join(path, 'notes.txt'), 'mine')
    await fit(job({ checkpoint: checkpointIn(path, 2) }))
    expect((await readdir(path)).sort()).toEqual([
      'notes.txt',
      'step-00000010.safetensors',
      'step-00000012.safetensors',
    ])
  })

  it('goes on from the checkpoint before a damaged one, and says so', async () => {
    const path = await folder()
    const whole = await fit(job())
    await abortedRun({ checkpoint: checkpointIn(path, 2) }, ({ step }) => step === 7)
    expect((await readdir(path)).sort()).toEqual(['step-00000006.safetensors', 'step-00000007.safetensors'])
    await truncate(join(path, 'step-00000007.safetensors'), 400)
    const seen: Progress[] = []
    const onProgress = (progress: Progress) => seen.push(progress)
    const resumed = await fit(job({ checkpoint: checkpointIn(path), onProgress }))
    expect(resumed.resumedAt).toBe(6)
    expect(seen[0]).toMatchObject({ step: 6, message: expect.stringContaining('step-00000007.safetensors') })
    await expectSame(resumed, whole)
  })

  it('says so when none of the checkpoints can be read, and leaves them', async () => {
    const path = await folder()
    await abortedRun({ checkpoint: checkpointIn(path, 2) }, ({ step }) => step === 7)
    const names = (await readdir(path)).sort()
    for (const name of names) await truncate(join(path, name), 7)
    const run = fit(job({ checkpoint: checkpointIn(path) }))
    await expect(run).rejects.toMatchObject({
      code: 'invalid-file',
      message: expect.stringMatching(/step-00000007.*delete the folder to start anew/),
    })
    expect((await readdir(path)).sort()).toEqual(names)
  })

  it.each([
    ['epochs', { epochs: 4 }],
    ['learning rate', { learningRate: 0.1 }],
    ['key', { key: RandomKey.from(5) }],
    ['optimizer', { optimizer: sgd() }],
    ['clipping', { clipNorm: 1 }],
  ] as const)('refuses that of a run with another %s', async (_, changes) => {
    const path = await folder()
    await abortedRun({ checkpoint: checkpointIn(path) }, ({ step }) => step === 3)
    const [name] = await readdir(path)
    const before = await readFile(join(path, name!))
    await expect(fit(job({ ...changes, checkpoint: checkpointIn(path) }))).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(/another run.*use another folder/),
    })
    expect(await readFile(join(path, name!))).toEqual(before)
  })

  it('is refused a folder that is a file', async () => {
    const path = join(await folder(), 'taken')
    await writeFile(path, 'a file')
    const run = fit(job({ checkpoint: checkpointIn(path) }))
    await expect(run).rejects.toMatchObject({ code: 'file-access', message: expect.stringContaining(path) })
  })
})
