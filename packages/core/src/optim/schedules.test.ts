import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { plateauSchedule } from './plateau'
import {
  constantSchedule,
  cosineSchedule,
  exponentialSchedule,
  linearSchedule,
  oneCycleSchedule,
  polynomialSchedule,
  type Schedule,
  stepSchedule,
} from './schedule'

interface Fixture {
  readonly schedules: Readonly<Record<string, { steps: number; rates: readonly number[] }>>
  readonly plateaus: Readonly<Record<string, { measured: readonly number[]; rates: readonly number[] }>>
}

const path = new URL('fixtures/schedules.json', import.meta.url)
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Fixture

/** For every case of `fixtures/make_schedules.py` the same in Graft. */
const schedules: Readonly<Record<string, Schedule>> = {
  constant: constantSchedule(),
  linear: linearSchedule(),
  'linear, no warm-up': linearSchedule({ warmup: 0 }),
  'linear, to a tenth': linearSchedule({ warmup: 0, end: 0.1 }),
  cosine: cosineSchedule(),
  'cosine, warm-up, to a tenth': cosineSchedule({ warmup: 0.2, end: 0.1 }),
  'cosine, growing cycles': cosineSchedule({ cycles: 3, growth: 2, end: 0.05 }),
  'cosine, equal cycles': cosineSchedule({ cycles: 3 }),
  polynomial: polynomialSchedule({ power: 2 }),
  'polynomial, to a tenth': polynomialSchedule({ power: 1.5, end: 0.1 }),
  'one-cycle': oneCycleSchedule(),
  'one-cycle, linear': oneCycleSchedule({ rise: 0.4, shape: 'linear', startDivisor: 10, endDivisor: 100 }),
  'one-cycle, three phases': oneCycleSchedule({ threePhases: true }),
  step: stepSchedule({ every: 6, factor: 0.3 }),
  'step, at milestones': stepSchedule({ at: [3, 12] }),
  'step, warm-up': stepSchedule({ every: 6, factor: 0.3, warmup: 0.25 }),
  exponential: exponentialSchedule({ factor: 0.9 }),
}

const plateaus: Readonly<Record<string, ReturnType<typeof plateauSchedule>>> = {
  smallest: plateauSchedule({ patience: 2, factor: 0.5 }),
  'smallest, by an amount': plateauSchedule({
    patience: 1,
    factor: 0.5,
    threshold: 0.1,
    thresholdIs: 'amount',
    cooldown: 3,
  }),
  largest: plateauSchedule({ best: 'largest', patience: 3, threshold: 0.02, least: 0.05 }),
  'largest, by an amount': plateauSchedule({
    best: 'largest',
    patience: 0,
    factor: 0.8,
    threshold: 0.05,
    thresholdIs: 'amount',
  }),
}

function expectSame(found: readonly number[], wanted: readonly number[]) {
  expect(found).toHaveLength(wanted.length)
  // PyTorch multiplies step by step what is computed at once here.
  found.forEach((rate, step) => {
    expect(Math.abs(rate - wanted[step]!), `step ${step}`).toBeLessThanOrEqual(1e-14)
  })
}

describe("schedules equal PyTorch's", () => {
  it('has a schedule for every case and a case for every schedule', () => {
    expect(Object.keys(schedules)).toEqual(Object.keys(fixture.schedules))
    expect(Object.keys(plateaus)).toEqual(Object.keys(fixture.plateaus))
  })

  it.each(Object.keys(schedules))('%s', (name) => {
    const { steps, rates } = fixture.schedules[name]!
    expectSame(
      rates.map((_, step) => schedules[name]!(step, steps)),
      rates,
    )
  })

  it.each(Object.keys(plateaus))('plateau: %s', (name) => {
    const { measured, rates } = fixture.plateaus[name]!
    let state = plateaus[name]!.start
    const found = measured.map((measure) => {
      // As out of a checkpoint.
      state = plateaus[name]!.next(JSON.parse(JSON.stringify(state)), measure)
      return state.share
    })
    expectSame(found, rates)
    expect(new Set(found).size).toBeGreaterThan(2)
  })
})

describe('schedules', () => {
  it.each(Object.keys(schedules))(
    '%s gives numbers from 0 to 1, past the end and for no steps too',
    (name) => {
      for (const [step, steps] of [
        [0, 1],
        [0, 0],
        [1000, 20],
        [20, 20],
      ] as const) {
        const rate = schedules[name]!(step, steps)
        expect(rate).toBeGreaterThanOrEqual(0)
        expect(rate).toBeLessThanOrEqual(1)
      }
    },
  )

  it.each([
    [() => linearSchedule({ warmup: 3 }), 'warmup is 3'],
    [() => cosineSchedule({ cycles: 1.5 }), 'cycles is 1.5'],
    [() => polynomialSchedule({ power: -1 }), 'power is -1'],
    [() => oneCycleSchedule({ rise: 0.6, threePhases: true }), 'twice rise is 1.2'],
    [() => stepSchedule({}), 'either `every` or `at`'],
    [() => stepSchedule({ every: 5, at: [5] }), 'either `every` or `at`'],
    [() => exponentialSchedule({ factor: Number.NaN }), 'factor is NaN'],
    [() => plateauSchedule({ factor: 1 }), 'factor is 1'],
  ])('refuses what makes no sense: %s', (make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: 'invalid-option' }))
    expect(make).toThrow(message)
  })

  it('takes no NaN for the best measure', () => {
    const { start, next } = plateauSchedule({ patience: 0 })
    expect(next(start, Number.NaN)).toEqual({ share: 0.1, best: null, waited: 0, cooldown: 0 })
  })
})
