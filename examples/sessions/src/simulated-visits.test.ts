import { evaluate, interactions, sequentialRules, splitBySession, vectorSessionKnn } from '@graftjs/recommend'
import { describe, expect, it } from 'vitest'
import { simulatedVisits } from './simulated-visits'

describe('simulated visits', () => {
  it('are the same for the same seed, each in the order of time', () => {
    expect(simulatedVisits(50, 3)).toEqual(simulatedVisits(50, 3))
    expect(simulatedVisits(50, 4)).not.toEqual(simulatedVisits(50, 3))
    const clicks = simulatedVisits(50)
    expect(
      clicks.every(({ user, time }, at) => clicks[at - 1]?.user !== user || time > clicks[at - 1]!.time),
    ).toBe(true)
  })

  it('have a next click that neighbours and rules foresee, and popularity does not', async () => {
    const split = splitBySession(interactions(simulatedVisits(1500)), { test: 0.1 })
    const models = { neighbours: vectorSessionKnn(), rules: sequentialRules() }
    const { rows } = await evaluate(models, split, { task: 'next', k: 10, measures: ['hitRate'] })
    const [neighbours, rules, popular] = rows.map(({ values }) => values.hitRate!.value)
    expect(neighbours!).toBeGreaterThan(popular! + 0.2)
    expect(rules!).toBeGreaterThan(popular! + 0.2)
  })
})
