import type { Recommender } from '@graftjs/recommend'
import type { SimulatedCinema } from './simulated-cinema'

/** What lists of ten unseen films are worth to those who get them, on the mean. */
export interface Recovery {
  readonly model: number
  /** Of any ten unseen films. */
  readonly chance: number
  /** Of the ten best unseen films: what whoever knew everyone's taste would show. */
  readonly best: number
}

/** Holds a recommender's lists against the tastes that made the events, which it was not told. */
export function recovery(cinema: SimulatedCinema, model: Recommender<string, string>): Recovery {
  const totals = { model: 0, chance: 0, best: 0 }
  for (const user of cinema.users) {
    const mean = (films: readonly string[]) =>
      films.reduce((sum, film) => sum + cinema.worth(user, film), 0) / films.length
    const unseen = model.recommend({ user }, { n: model.items.length }).items.map(({ item }) => item)
    const seen = new Set(model.items.filter((film) => !unseen.includes(film)))
    totals.model += mean(unseen.slice(0, 10)) / cinema.users.length
    totals.chance += mean(unseen) / cinema.users.length
    totals.best += mean(cinema.best(user, 10, seen)) / cinema.users.length
  }
  return totals
}

/** How much of the way from chance to the best possible lists a model goes. */
export const shareRecovered = ({ model, chance, best }: Recovery): number =>
  (model - chance) / (best - chance)
