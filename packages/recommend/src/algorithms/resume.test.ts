import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { als } from './als'
import { bpr } from './bpr'
import { factorizationMachine } from './factorization-machine'
import { hybrid } from './hybrid'
import { ials } from './ials'
import { logisticMf } from './logistic-mf'
import { nmf } from './nmf'
import { svdPlusPlus } from './svd-plus-plus'
import { tastes } from './testing/tastes'

const log = interactions(tastes)

describe.each([
  ['als', als({ factors: 5, iterations: 8 })],
  ['ials', ials({ factors: 5, iterations: 8 })],
  ['bpr', bpr({ factors: 5, epochs: 8 })],
  ['factorizationMachine', factorizationMachine({ factors: 5, epochs: 8 })],
  ['hybrid', hybrid({ factors: 5, epochs: 8 })],
  ['logisticMf', logisticMf({ factors: 5, epochs: 8 })],
  ['svdPlusPlus', svdPlusPlus({ factors: 5, epochs: 8 })],
  ['nmf', nmf({ factors: 5, epochs: 8 })],
])('%s, stopped in the middle', (_, algorithm) => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'graft-resume-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('goes on from its checkpoint to the bits of a fit that was not stopped', async () => {
    const scores = (model: Awaited<ReturnType<typeof whole>>) =>
      log.users.map((user) => model.score({ user }, log.items))
    const whole = () => algorithm.fit(log)
    const expected = scores(await whole())
    const checkpoint = join(folder, 'checkpoint')
    for (const stopAt of [1, 3, 6]) {
      const aborter = new AbortController()
      const onProgress = ({ step }: { readonly step: number }) => {
        if (step === stopAt) aborter.abort()
      }
      await expect(
        algorithm.fit(log, { checkpoint, onProgress, signal: aborter.signal }),
      ).rejects.toMatchObject({ code: 'aborted' })
      const steps: number[] = []
      const resumed = await algorithm.fit(log, { checkpoint, onProgress: ({ step }) => steps.push(step) })
      expect(steps[0]).toBe(stopAt + 1)
      expect(scores(resumed)).toEqual(expected)
      await expect(stat(checkpoint)).rejects.toThrow()
    }
  })
})
