import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CollectionPressure } from './collection-pressure'

const MB = 2 ** 20

describe('collection pressure', () => {
  it('has what was dropped collected once 64 MB of it have gathered, though V8 sees none of it', async () => {
    const pressure = new CollectionPressure()
    let collected = 0
    const registry = new FinalizationRegistry<number>((bytes) => {
      collected += 1
      pressure.given(bytes)
    })
    for (let i = 0; i < 60; i++) {
      registry.register({ i }, MB)
      pressure.taken(MB)
    }
    await wait(50)
    expect(collected).toBe(0)
    for (let i = 0; i < 10; i++) {
      registry.register({ i }, MB)
      pressure.taken(MB)
    }
    for (let waited = 0; waited < 5000 && collected < 60; waited += 10) await wait(10)
    expect(collected).toBeGreaterThanOrEqual(60)
  })

  it('asks once until a collection has come, and not for memory that comes and goes', () => {
    let asked = 0
    const pressure = new CollectionPressure(() => {
      asked += 1
    })
    for (let i = 0; i < 1000; i++) {
      pressure.taken(60 * MB)
      pressure.given(60 * MB)
    }
    expect(asked).toBe(0)
    for (let i = 0; i < 1000; i++) pressure.taken(MB)
    expect(asked).toBe(1)
  })
})
