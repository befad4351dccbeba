import { asRows, asWholeNumber, type Column, checkSameLength } from '../input/column'
import { refuse } from '../input/refuse'
import { Draws } from '../random/draws'
import type { Item } from './item-codes'
import { type RankingWarning, sampledWarning } from './judged-rankings'
import { itemsOfUser } from './user-items'

export interface SampleCandidatesInput<I extends Item> {
  /** Per user the items that are right for them; all become candidates. */
  readonly relevant: Column<Iterable<I>>
  /** Per user items that are no candidates, such as those already known from training. */
  readonly exclude?: Column<Iterable<I>>
  /** Every item of the catalogue, each once. */
  readonly items: Column<I>
  /** How many other items each user gets. */
  readonly negatives: number
  /** The same seed gives the same candidates; 1 by default. */
  readonly seed?: number
}

export interface SampledCandidates<I extends Item> {
  /** Per user the items to be ranked: the relevant ones first, then the sample. */
  readonly candidates: I[][]
  readonly warning: RankingWarning
}

/**
 * Draws for each user some items that are not relevant, without repetition, to be ranked together with the
 * relevant ones. It is cheaper than ranking the catalogue and not comparable with it: pass
 * `protocol: 'sampled'` to `judgeRankings`, so that the figures carry the warning.
 */
export function sampleCandidates<I extends Item>({
  relevant,
  exclude,
  items,
  negatives,
  seed = 1,
}: SampleCandidatesInput<I>): SampledCandidates<I> {
  asWholeNumber(negatives, 'negatives', 1)
  const catalogue = asRows(items, 'items')
  const relevantRows = asRows(relevant, 'relevant')
  const excludedRows = exclude === undefined ? undefined : asRows(exclude, 'exclude')
  if (excludedRows !== undefined) checkSameLength(relevantRows, 'relevant', excludedRows, 'exclude')
  const draws = Draws.from(seed)
  const candidates = Array.from(relevantRows, (_, user) => {
    const wanted = [...itemsOfUser(relevantRows, user, 'relevant')]
    const taken = new Set(wanted)
    const barred = new Set(excludedRows && itemsOfUser(excludedRows, user, 'exclude'))
    const sample = drawOthers(catalogue, negatives, (item) => taken.has(item) || barred.has(item), draws)
    if (sample.length < negatives) {
      refuse({
        what: `User ${user} leaves ${sample.length} other items of ${catalogue.length}, and negatives is ${negatives}.`,
        where: `relevant[${user}]`,
        fix: 'Ask for fewer negatives, or rank the whole catalogue.',
        row: user,
      })
    }
    return [...wanted, ...sample]
  })
  return { candidates, warning: sampledWarning }
}

/** Up to `count` distinct items that are not barred, in random order. */
function drawOthers<I>(
  catalogue: ArrayLike<I>,
  count: number,
  isBarred: (item: I) => boolean,
  draws: Draws,
): I[] {
  // While the catalogue is far larger than the sample, drawing again after a repeat is cheap.
  const chosen = new Set<I>()
  for (let attempt = 0; attempt < 8 * count && chosen.size < count; attempt++) {
    const item = catalogue[draws.below(catalogue.length)]!
    if (!isBarred(item)) chosen.add(item)
  }
  if (chosen.size === count) return [...chosen]
  const order = draws.shuffle(Int32Array.from({ length: catalogue.length }, (_, at) => at))
  const others: I[] = []
  for (const at of order) {
    if (others.length === count) break
    if (!isBarred(catalogue[at]!)) others.push(catalogue[at]!)
  }
  return others
}
