import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coOccurrence } from '../algorithms/co-occurrence'
import { itemKnn } from '../algorithms/item-knn'
import { popularity } from '../algorithms/popularity'
import { evaluate } from '../evaluation'
import { interactions } from '../interactions'
import { twoTastes } from '../recommender/testing/two-tastes'
import { splitByTime } from '../splits'
import { answerTrials, choice, tune } from '.'

const split = splitByTime(interactions(twoTastes()), { validation: 0.2, test: 0.2 })
const space = { neighbours: choice([1, 2, 20]) }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-tune-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('tune', () => {
  it('finds what does best on the validation part', async () => {
    const { best, score, settings, trials } = await tune(itemKnn, space, split, { search: 'grid', k: 5 })
    const inner = { ...split, test: split.validation! }
    const judged = await Promise.all(
      [1, 2, 20].map(async (neighbours) => {
        const { rows } = await evaluate({ own: itemKnn({ neighbours }) }, inner, { k: 5, measures: ['ndcg'] })
        return rows[0]!.values.ndcg!.value
      }),
    )
    expect(trials.map((trial) => trial.score)).toEqual(judged)
    expect(score).toBe(Math.max(...judged))
    expect(best.settings['neighbours']).toBe(settings.neighbours)
  })

  it('does not look at the test', async () => {
    const other = { ...split, test: interactions([{ user: 'x', item: 1, time: new Date('2016-02-01') }]) }
    const options = { search: 'random', trials: 4, k: 5 } as const
    expect((await tune(itemKnn, space, other, options)).trials).toEqual(
      (await tune(itemKnn, space, split, options)).trials,
    )
    await expect(tune(itemKnn, space, splitByTime(interactions(twoTastes())))).rejects.toThrow(
      /no validation part/,
    )
  })

  it('goes on where it was stopped, to the same end', async () => {
    const resume = join(folder, 'trials.json')
    const options = { trials: 14, k: 5, seed: 3 } as const
    const whole = await tune(itemKnn, space, split, options)
    const stop = new AbortController()
    let seen = 0
    const onTrial = () => {
      if (++seen === 12) stop.abort()
    }
    await expect(
      tune(itemKnn, space, split, { ...options, resume, onTrial, signal: stop.signal }),
    ).rejects.toMatchObject({ code: 'aborted' })
    const kept: unknown = JSON.parse(await readFile(resume, 'utf8'))
    expect(kept).toMatchObject({ trials: whole.trials.slice(0, 12) })
    let more = 0
    const again = await tune(itemKnn, space, split, { ...options, resume, onTrial: () => more++ })
    expect(again.trials).toEqual(whole.trials)
    expect(more).toBe(2)
  })

  it('refuses the trials of another search, and a file of something else', async () => {
    const resume = join(folder, 'other.json')
    await tune(itemKnn, space, split, { trials: 1, resume })
    await expect(tune(coOccurrence, space, split, { trials: 1, resume })).rejects.toThrow(
      /another|other events/,
    )
    await expect(tune(itemKnn, { neighbours: choice([5]) }, split, { trials: 1, resume })).rejects.toThrow(
      /other/,
    )
    await writeFile(resume, 'no')
    await expect(tune(itemKnn, space, split, { resume })).rejects.toMatchObject({ code: 'invalid-file' })
  })

  it('counts settings that fail as the worst, and refuses odd options', async () => {
    const half = { neighbours: choice([2, 0.5]) }
    const { trials } = await tune(itemKnn, half, split, { search: 'grid' })
    expect(trials.map(({ score }) => score === null)).toEqual([false, true])
    await expect(tune(itemKnn, space, split, { trials: 0 })).rejects.toThrow(/trials is 0/)
    await expect(tune(itemKnn, space, split, { search: 'luck' as never })).rejects.toThrow(/search is "luck"/)
    await expect(
      tune(popularity, { count: choice(['users', 'weights']) }, split, { measure: 'x' as never }),
    ).rejects.toThrow(/measures is "x"/)
  })
})

/** Both ends of what a worker is, over a channel that copies as one between threads does. */
const workersOf = (answer: (port: MessagePort) => void, workers: number) => ({
  workers,
  create: () => {
    const { port1, port2 } = new MessageChannel()
    answer(port2)
    return Object.assign(port1, { terminate: () => port1.close() })
  },
})

describe('tune in workers', () => {
  const options = { trials: 14, k: 5, seed: 3 } as const

  it.each(['tpe', 'random', 'grid'] as const)(
    'finds by %s what it finds without, whatever their number',
    async (search) => {
      const alone = await tune(itemKnn, space, split, { ...options, search })
      for (const workers of [1, 3]) {
        let started = 0
        const inWorkers = workersOf((port) => {
          started++
          answerTrials(itemKnn, split, { k: 5, seed: 3, workers: 1 }, port)
        }, workers)
        const there = await tune(itemKnn, space, split, { ...options, search, inWorkers })
        expect(there.trials).toEqual(alone.trials)
        expect(there.settings).toEqual(alone.settings)
        expect(started).toBe(workers)
      }
    },
  )

  it('is not answered by a worker that judges otherwise', async () => {
    const inWorkers = workersOf((port) => answerTrials(itemKnn, split, { k: 6, seed: 3 }, port), 2)
    await expect(tune(itemKnn, space, split, { ...options, inWorkers })).rejects.toThrow(
      /All 14 trials failed, the first with: .*another algorithm, other events or other options/,
    )
  })
})
