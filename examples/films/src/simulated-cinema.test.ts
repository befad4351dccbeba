import { als, interactions, popularity } from '@graftjs/recommend'
import { describe, expect, it } from 'vitest'
import { recovery } from './recovery'
import { SimulatedCinema } from './simulated-cinema'

const cinema = new SimulatedCinema({ users: 300, films: 200, visits: 25 })
const visits = cinema.visits()

describe('the simulated cinema', () => {
  it('is the same for the same seed, and another for another', () => {
    const size = { users: 20, films: 50, visits: 5 }
    expect(new SimulatedCinema(size, 7).visits()).toEqual(new SimulatedCinema(size, 7).visits())
    expect(new SimulatedCinema(size, 8).visits()).not.toEqual(new SimulatedCinema(size, 7).visits())
  })

  it('has everyone watch so many different films in the order of time', () => {
    expect(visits).toHaveLength(300 * 25)
    expect(new Set(visits.map(({ user, item }) => `${user} ${item}`)).size).toBe(visits.length)
    expect(visits.every(({ time }, at) => at === 0 || time >= visits[at - 1]!.time)).toBe(true)
  })

  it('shows what people like: what they watch is worth more to them than other films', () => {
    const mean = (worths: readonly number[]) => worths.reduce((sum, worth) => sum + worth, 0) / worths.length
    const own = visits.map(({ user, item }) => cinema.worth(user, item))
    const shuffled = visits.map(({ user }, at) =>
      cinema.worth(user, visits[(at * 31 + 7) % visits.length]!.item),
    )
    expect(mean(own)).toBeGreaterThan(mean(shuffled) + 1)
  })

  it('lets a recommender find the tastes that it was not told', async () => {
    const log = interactions(visits)
    const [factors, popular] = [await als({ factors: 16 }).fit(log), await popularity().fit(log)]
    const [found, guessed] = [recovery(cinema, factors), recovery(cinema, popular)]
    expect(found.model).toBeGreaterThan(guessed.model + 0.5)
    expect(found.model).toBeGreaterThan(found.chance)
    expect(found.model).toBeLessThan(found.best)
  })
})
