import { RandomKey } from '@graftjs/base'

/** What someone watched, as a log has it. */
export interface Visit {
  readonly user: string
  readonly item: string
  readonly time: Date
}

/**
 * A cinema whose visitors' tastes are known, so that one can see whether a recommender finds them. Every film is a
 * mixture of genres and more or less good; everyone likes some genres more than others; worth = taste · mixture +
 * quality. What someone watches is drawn by exp(worth), without repeats (Plackett and Luce), so popular films are
 * watched by many and nobody is quite true to their taste. Numbers are drawn by a seed.
 */
export class SimulatedCinema {
  readonly #key: RandomKey
  readonly #films: readonly { readonly genres: Float64Array; readonly quality: number }[]
  readonly #tastes: readonly Float64Array[]

  constructor(
    private readonly size: { readonly users: number; readonly films: number; readonly visits: number },
    seed = 1,
  ) {
    this.#key = RandomKey.from(seed)
    this.#films = Array.from({ length: size.films }, (_, film) => {
      const draws = this.#key
        .fold(1)
        .fold(film)
        .normal(GENRES + 1)
      return { genres: mixture(draws.subarray(0, GENRES)), quality: draws[GENRES]! }
    })
    this.#tastes = Array.from({ length: size.users }, (_, user) =>
      Float64Array.from(this.#key.fold(2).fold(user).normal(GENRES), (draw) => 3 * draw),
    )
  }

  get users(): readonly string[] {
    return Array.from(this.#tastes, (_, user) => userName(user))
  }

  /** How much a film is worth to a user: what no recommender is told. */
  worth(user: string, film: string): number {
    return this.#worth(numberIn(user), numberIn(film))
  }

  /** The films that are worth most to a user, best first, without some. */
  best(user: string, n: number, without: ReadonlySet<string>): string[] {
    const worths = this.#films.map((_, film) => ({
      film: filmName(film),
      worth: this.#worth(numberIn(user), film),
    }))
    return worths
      .filter(({ film }) => !without.has(film))
      .sort((a, b) => b.worth - a.worth)
      .slice(0, n)
      .map(({ film }) => film)
  }

  /** Everyone's visits during a year, in the order of time. */
  visits(): Visit[] {
    const visits = this.#tastes.flatMap((_, user) => {
      const key = this.#key.fold(3).fold(user)
      const chances = key.fold(1).uniform(this.#films.length)
      const chosen = this.#films
        .map((_, film) => ({ film, rank: this.#worth(user, film) - Math.log(-Math.log(chances[film]!)) }))
        .sort((a, b) => b.rank - a.rank)
        .slice(0, this.size.visits)
      const moments = key.fold(2).uniform(chosen.length)
      const order = key.fold(3).permutation(chosen.length)
      return chosen.map(({ film }, at) => ({
        user: userName(user),
        item: filmName(film),
        time: new Date(Date.UTC(2025, 0, 1) + YEAR * moments[order[at]!]!),
      }))
    })
    return visits.sort((a, b) => Number(a.time) - Number(b.time))
  }

  #worth(user: number, film: number): number {
    const { genres, quality } = this.#films[film]!
    return this.#tastes[user]!.reduce((sum, liking, genre) => sum + liking * genres[genre]!, quality)
  }
}

const GENRES = 8
const YEAR = 365 * 86_400_000

/** Shares that add up to 1, few of them large. */
function mixture(draws: ArrayLike<number>): Float64Array {
  const powers = Float64Array.from(draws, (draw) => Math.exp(2 * draw))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

const userName = (user: number) => `visitor ${user + 1}`
const filmName = (film: number) => `film ${film + 1}`
const numberIn = (name: string) => Number(name.replace(/\D+/, '')) - 1
