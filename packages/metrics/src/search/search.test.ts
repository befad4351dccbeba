import { describe, expect, it } from 'vitest'
import { Draws } from '../random/draws'
import {
  choice,
  gridSearch,
  integer,
  logUniform,
  randomSearch,
  successiveHalving,
  type Trial,
  tpeSearch,
  uniform,
} from '.'
import { choiceDensity, rangeDensity } from './parzen'

/** Branin's function: three valleys as deep as 0.397887. */
const branin = ({ x, y }: { x: number; y: number }) =>
  (y - (5.1 * x * x) / (4 * Math.PI ** 2) + (5 * x) / Math.PI - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) +
  10
const space = { x: uniform(-5, 10), y: uniform(0, 15) }

describe('spaces', () => {
  it('cover their ranges', () => {
    const random = Draws.from(1)
    const rate = logUniform(1e-5, 1e-1)
    const counts = new Map<number, number>()
    for (let draw = 0; draw < 4000; draw++) {
      const value = rate.at(random.uniform())
      expect(value).toBeGreaterThanOrEqual(1e-5)
      expect(value).toBeLessThanOrEqual(1e-1)
      const decade = Math.floor(Math.log10(value))
      counts.set(decade, (counts.get(decade) ?? 0) + 1)
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-5, -4, -3, -2])
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130)
    expect([0, 0.2, 0.49, 0.5, 0.99].map(integer(3, 6).at)).toEqual([3, 3, 4, 5, 6])
  })

  it('refuse what is no range', () => {
    expect(() => choice([])).toThrow(/values is empty/)
    expect(() => uniform(2, 1)).toThrow(/runs from 2 to 1/)
    expect(() => logUniform(0, 1)).toThrow(/above 0/)
    expect(() => integer(0.5, 2)).toThrow(/whole numbers/)
  })
})

describe('grid search', () => {
  const grid = { a: choice(['x', 'y']), b: integer(1, 3) }

  it('tries every combination', async () => {
    const result = await gridSearch({ space: grid, evaluate: ({ a, b }) => (a === 'y' ? b : -b) })
    expect(result.trials.map(({ settings }) => `${settings.a}${settings.b}`)).toEqual([
      'x1',
      'x2',
      'x3',
      'y1',
      'y2',
      'y3',
    ])
    expect(result.best).toMatchObject({ settings: { a: 'y', b: 3 }, score: 3, number: 5 })
    const smallest = await gridSearch({ space: grid, direction: 'minimise', evaluate: ({ b }) => b })
    expect(smallest.best.number).toBe(0)
    const thirty = await gridSearch({ space: { n: integer(0, 29) }, evaluate: ({ n }) => n })
    expect(thirty.trials.map(({ settings }) => settings.n)).toEqual(Array.from({ length: 30 }, (_, n) => n))
  })

  it('skips failures if told to', async () => {
    const evaluate = ({ b }: { a: string; b: number }) => {
      if (b === 2) throw new Error('out of memory')
      return b
    }
    await expect(gridSearch({ space: grid, evaluate })).rejects.toThrow(/out of memory/)
    const { trials } = await gridSearch({ space: grid, evaluate, failures: 'skip' })
    expect(trials[1]).toMatchObject({ score: null, failure: 'out of memory' })
    const hopeless = gridSearch({ space: grid, evaluate: () => Number.NaN, failures: 'skip' })
    await expect(hopeless).rejects.toThrow(/All 6 trials failed.*is NaN/)
    await expect(gridSearch({ space, evaluate: () => 0 })).rejects.toThrow(/infinitely many combinations/)
  })
})

describe.each([1, 3])('searches with %i at a time', (concurrency) => {
  const searches = {
    random: (extra: object) =>
      randomSearch({ space, trials: 20, evaluate: branin, direction: 'minimise', concurrency, ...extra }),
    tpe: (extra: object) =>
      tpeSearch({ space, trials: 20, evaluate: branin, direction: 'minimise', concurrency, ...extra }),
    halving: (extra: object) =>
      successiveHalving({
        space,
        candidates: 9,
        minimumResource: 1,
        maximumResource: 9,
        evaluate: branin,
        direction: 'minimise',
        concurrency,
        ...extra,
      }),
  }

  it.each(['random', 'tpe', 'halving'] as const)('%s goes on where it was interrupted', async (name) => {
    const whole = await searches[name]({})
    const stored: Trial<{ x: number; y: number }>[] = []
    const controller = new AbortController()
    const interrupted = searches[name]({
      signal: controller.signal,
      onTrial: (trial: Trial<{ x: number; y: number }>) => {
        stored.push(trial)
        if (stored.length === 7) controller.abort()
      },
    })
    await expect(interrupted).rejects.toMatchObject({ code: 'aborted' })
    const resume = JSON.parse(JSON.stringify(stored))
    let again = 0
    const resumed = await searches[name]({ resume, onTrial: () => again++ })
    expect(resumed).toEqual(whole)
    expect(again).toBe(whole.trials.length - stored.length)
    await expect(searches[name]({ resume, seed: 2 })).rejects.toThrow(/stands elsewhere/)
  })
})

describe('successive halving', () => {
  it('gives the better ones more', async () => {
    const result = await successiveHalving({
      space: { quality: uniform(0, 1) },
      candidates: 27,
      minimumResource: 2,
      maximumResource: 18,
      evaluate: ({ quality }, { resource }) => quality - 1 / (resource ?? 1),
    })
    const perRound = new Map<number | null, number>()
    for (const { resource } of result.trials) perRound.set(resource, (perRound.get(resource) ?? 0) + 1)
    expect([...perRound]).toEqual([
      [2, 27],
      [6, 9],
      [18, 3],
    ])
    const best = Math.max(...result.trials.map(({ settings }) => settings.quality))
    expect(result.best.settings.quality).toBe(best)
    expect(result.best.resource).toBe(18)
  })

  it('refuses a schedule that cannot be', async () => {
    const base = { space, candidates: 3, minimumResource: 2, maximumResource: 1, evaluate: () => 0 }
    await expect(successiveHalving(base)).rejects.toThrow(/runs from 2 to 1/)
    const stuck = { ...base, maximumResource: 4, factor: 1 }
    await expect(successiveHalving(stuck)).rejects.toThrow(/factor is 1/)
  })
})

describe('the Parzen estimator', () => {
  it.each([
    ['range', rangeDensity([0.1, 0.12, 0.8])],
    ['choice', choiceDensity([0.1, 0.1, 0.9], 4)],
  ] as const)('%s draws from the density that it gives', (kind, density) => {
    const random = Draws.from(3)
    const bins = new Float64Array(20)
    const draws = 40_000
    for (let draw = 0; draw < draws; draw++) bins[Math.floor(20 * density.draw(random))]! += 1 / draws
    const steps = 200
    bins.forEach((share, bin) => {
      // A choice has a probability per value, a range a density.
      if (kind === 'choice') {
        if (share > 0) expect(Math.abs(share - density.at((bin + 0.5) / 20))).toBeLessThan(0.012)
        return
      }
      let mass = 0
      for (let step = 0; step < steps; step++)
        mass += density.at((bin + (step + 0.5) / steps) / 20) / steps / 20
      expect(Math.abs(share - mass)).toBeLessThan(0.012)
    })
  })

  it('finds deeper valleys than chance', async () => {
    const depths = { random: [] as number[], tpe: [] as number[] }
    for (let seed = 0; seed < 15; seed++) {
      const input = { space, trials: 60, seed, evaluate: branin, direction: 'minimise' } as const
      depths.random.push((await randomSearch(input)).best.score!)
      depths.tpe.push((await tpeSearch(input)).best.score!)
    }
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[7]!
    expect(median(depths.tpe) - 0.397887).toBeLessThan((median(depths.random) - 0.397887) / 2)
  })

  it('learns which choice is good', async () => {
    const mixed = { kind: choice(['a', 'b', 'c']), x: logUniform(1e-4, 1) }
    const { trials } = await tpeSearch({
      space: mixed,
      trials: 60,
      evaluate: ({ kind, x }) => (kind === 'b' ? 1 : 0) - Math.abs(Math.log10(x) + 2),
    })
    const later = trials.slice(30).filter(({ settings }) => settings.kind === 'b')
    expect(later.length).toBeGreaterThan(18)
  })
})
