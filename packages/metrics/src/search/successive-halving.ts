import { RandomKey } from '@graftjs/base'
import { asWholeNumber } from '../input/column'
import { refuse, refuseOption, shown } from '../input/refuse'
import { randomPosition } from './random-search'
import type { Space } from './space'
import {
  type Proposal,
  ranked,
  resultOf,
  runTrials,
  type SearchOptions,
  type SearchResult,
  type Trial,
} from './trial'

export interface SuccessiveHalvingInput<P> extends SearchOptions<P> {
  readonly space: Space<P>
  /** How many candidates begin. */
  readonly candidates: number
  /** What each spends in the first round: rows, epochs or seconds, as `evaluate` understands it. */
  readonly minimumResource: number
  /** What one may spend at most. */
  readonly maximumResource: number
  /** After each round one in so many goes on, with so many times the resource; 3 by default. */
  readonly factor?: number
  /** The same seed gives the same candidates; 1 by default. */
  readonly seed?: number
}

/**
 * Gives many candidates little, and the better ones more, round by round, until one is left or the resource is
 * spent (Jamieson and Talwalkar 2016). `best` is the best of the last round, so scores with different resources
 * are never compared.
 */
export async function successiveHalving<P>(input: SuccessiveHalvingInput<P>): Promise<SearchResult<P>> {
  const { space, candidates, minimumResource, maximumResource, factor = 3, seed = 1, direction } = input
  asWholeNumber(candidates, 'candidates', 1)
  if (!(minimumResource > 0 && minimumResource <= maximumResource && maximumResource < Infinity)) {
    refuse({
      what: `The resource runs from ${shown(minimumResource)} to ${shown(maximumResource)}.`,
      where: 'minimumResource',
      fix: 'Pass positive numbers, the lower first.',
      code: 'invalid-option',
    })
  }
  if (!(factor > 1 && factor < Infinity)) {
    refuseOption(factor, 'factor', 'Pass a number greater than 1.')
  }
  const key = RandomKey.from(seed)
  const all: Trial<P>[] = []
  let resource = minimumResource
  let proposals: Proposal[] = Array.from({ length: candidates }, (_, number) => ({
    number,
    position: randomPosition(space, key, number),
    resource,
  }))
  for (;;) {
    const round = await runTrials(space, proposals, input)
    all.push(...round)
    const next = resource * factor
    const survivors = ranked(round, direction).slice(0, Math.ceil(round.length / factor))
    if (round.length === 1 || next > maximumResource * (1 + 1e-9)) return resultOf(all, direction, round)
    resource = next
    proposals = survivors.map(({ position }, at) => ({ number: all.length + at, position, resource }))
  }
}
