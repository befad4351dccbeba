import { RandomKey } from '@graftjs/base'
import { asWholeNumber } from '../input/column'
import { Draws } from '../random/draws'
import { choiceDensity, type Density, rangeDensity } from './parzen'
import { randomPosition } from './random-search'
import { namesOf, type Position, type Space } from './space'
import { ranked, resultOf, runTrials, type SearchOptions, type SearchResult, type Trial } from './trial'

export interface TpeSearchInput<P> extends SearchOptions<P> {
  readonly space: Space<P>
  /** How many candidates are tried in all. */
  readonly trials: number
  /** How many are drawn at random before the search begins to learn; 10 by default. */
  readonly startupTrials?: number
  /** From how many draws of the good the next candidate is picked; 24 by default. */
  readonly draws?: number
  /** The same seed and `concurrency` give the same candidates; 1 by default. */
  readonly seed?: number
}

/** The share of trials that count as good, and at most how many (as in Optuna). */
const goodShare = 0.1
const mostGood = 25

/**
 * Looks where good candidates were more frequent than bad ones: the tree-structured Parzen estimator (Bergstra
 * et al. 2011). `concurrency` candidates are proposed together from the results of all before, so a resumed
 * search goes on as an uninterrupted one would.
 */
export async function tpeSearch<P>(input: TpeSearchInput<P>): Promise<SearchResult<P>> {
  const { space, trials, startupTrials = 10, draws = 24, seed = 1, concurrency = 1, direction } = input
  asWholeNumber(trials, 'trials', 1)
  asWholeNumber(startupTrials, 'startupTrials', 1)
  asWholeNumber(draws, 'draws', 1)
  const key = RandomKey.from(seed)
  const done: Trial<P>[] = []
  while (done.length < trials) {
    const batch = Math.min(concurrency, trials - done.length)
    const proposals = Array.from({ length: batch }, (_, at) => {
      const number = done.length + at
      const position =
        number < startupTrials
          ? randomPosition(space, key, number)
          : promisingPosition(space, ranked(done, direction), draws, new Draws(key.fold(number)))
      return { number, position, resource: null }
    })
    done.push(...(await runTrials(space, proposals, input)))
  }
  return resultOf(done, direction)
}

/** Draws from the density of the good and takes, setting by setting, what is least like the bad. */
function promisingPosition<P>(
  space: Space<P>,
  fromBest: readonly Trial<P>[],
  draws: number,
  random: Draws,
): Position {
  const good = Math.min(Math.ceil(goodShare * fromBest.length), mostGood)
  return Object.fromEntries(
    namesOf(space).map((name) => {
      const shares = fromBest.map(({ position }) => position[name]!)
      const dimension = space[name]
      const densityOf = (own: number[]): Density =>
        dimension.kind === 'choice' ? choiceDensity(own, dimension.size) : rangeDensity(own)
      const ofGood = densityOf(shares.slice(0, good))
      const ofBad = densityOf(shares.slice(good))
      let best = 0
      let most = -Infinity
      for (let draw = 0; draw < draws; draw++) {
        const share = ofGood.draw(random)
        const promise = Math.log(ofGood.at(share)) - Math.log(ofBad.at(share))
        if (promise > most) {
          most = promise
          best = share
        }
      }
      return [name, best]
    }),
  )
}
