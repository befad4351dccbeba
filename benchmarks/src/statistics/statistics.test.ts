import { expect, it } from 'vitest'
import { judge, repeat } from './experiment'
import { experiments } from './statistics'

/** Of so many experiments, a few rates lie beyond 2 standard errors by chance; hardly one beyond 4. */
const slack = 2

it.each(Object.entries(experiments))('%s keeps its promise', (_, experiment) => {
  const outcomes = repeat(experiment, experiment.short, 7)
  for (const { fault } of judge(experiment.promised, outcomes, slack)) expect(fault).toBeUndefined()
})

it('would see a promise that is broken', () => {
  const always = Float64Array.from({ length: 4000 }, (_, at) => (at % 10 === 0 ? 0 : 1))
  const fault = (promised: Parameters<typeof judge>[0]) => judge(promised, always, slack)[0]!.fault
  expect(fault({ kind: 'coverage', nominal: 0.95, rows: 200 })).toMatch(/covers 90.00 %/)
  expect(fault({ kind: 'coverage', nominal: 0.9, rows: 200 })).toBeUndefined()
  expect(fault({ kind: 'level', levels: [0.05] })).toMatch(/p ≤ 0.05 in 10.00 %/)
  expect(fault({ kind: 'guarantee', least: 0.97, most: 1 })).toMatch(/holds 90.00 %/)
  expect(fault({ kind: 'guarantee', least: 0.5, most: 0.8 })).toMatch(/holds 90.00 %/)
})
