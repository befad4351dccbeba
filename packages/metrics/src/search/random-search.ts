import { RandomKey } from '@graftjs/base'
import { asWholeNumber } from '../input/column'
import { Draws } from '../random/draws'
import { namesOf, type Position, type Space } from './space'
import { resultOf, runTrials, type SearchOptions, type SearchResult } from './trial'

export interface RandomSearchInput<P> extends SearchOptions<P> {
  readonly space: Space<P>
  /** How many candidates are tried. */
  readonly trials: number
  /** The same seed gives the same candidates, whatever their scores; 1 by default. */
  readonly seed?: number
}

/** Tries settings drawn at random, each independently of the others (Bergstra and Bengio 2012). */
export async function randomSearch<P>(input: RandomSearchInput<P>): Promise<SearchResult<P>> {
  const { space, trials, seed = 1, direction } = input
  asWholeNumber(trials, 'trials', 1)
  const key = RandomKey.from(seed)
  const proposals = Array.from({ length: trials }, (_, number) => ({
    number,
    position: randomPosition(space, key, number),
    resource: null,
  }))
  return resultOf(await runTrials(space, proposals, input), direction)
}

/** The position of one candidate, a pure function of key and number. */
export function randomPosition<P>(space: Space<P>, key: RandomKey, number: number): Position {
  const draws = new Draws(key.fold(number))
  return Object.fromEntries(namesOf(space).map((name) => [name, draws.uniform()]))
}
