import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { factorizationMachine } from '../algorithms/factorization-machine'
import { bundled } from '../testing/bundled'
import { choice, tune } from '.'
import { splitOfTrials } from './testing/split-of-trials'

let folder: string
let program: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-trials-'))
  program = join(folder, 'trial.mjs')
  await bundled(new URL('./testing/trial.ts', import.meta.url), program)
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

it('trials in threads, in the contexts of the events, come to what they come to here', async () => {
  const space = {
    context: choice<readonly string[]>([[], ['device']]),
    factors: choice([2, 4]),
    epochs: choice([2]),
  }
  const options = { search: 'grid', k: 5, seen: 'include' } as const
  const here = await tune(factorizationMachine, space, splitOfTrials(), options)
  const threads: number[] = []
  const create = () => {
    const worker = new Worker(program)
    threads.push(worker.threadId)
    return worker
  }
  const there = await tune(factorizationMachine, space, splitOfTrials(), {
    ...options,
    inWorkers: { create, workers: 2 },
  })
  expect(new Set(threads).size).toBe(2)
  expect(there.trials).toEqual(here.trials)
  expect(there.trials.every(({ score }) => score !== null)).toBe(true)
  expect(there.settings).toEqual(here.settings)
}, 60_000)
