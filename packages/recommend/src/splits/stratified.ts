import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import type { Interactions } from '../interactions/interactions'
import { roundHalfEven } from './half-even'
import { NumpyRandom } from './numpy-random'
import { groupsOf } from './rows-of'
import { assertLog, readSeed, readShare, type Split, splitOf, TEST, VALIDATION } from './split'

export interface StratifiedSplitOptions {
  /** Whether each user's or each item's events are parted by the shares; `'user'` by default. */
  readonly by?: 'user' | 'item'
  /** The share of the test; 0.25 by default. */
  readonly test?: number
  /** The share of validation; none by default. */
  readonly validation?: number
  /** 42 by default, as in Microsoft's. */
  readonly seed?: number
}

/**
 * Parts the events of each user, or of each item, at random by the same shares. Bit-equal to
 * `python_stratified_split` of Microsoft's recommenders: one random number per event in the order of the log, drawn as
 * NumPy does; of each group the events with the least numbers are for training, up to the share, rounded half to even.
 */
export function splitStratified<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  { by = 'user', test = 0.25, validation, seed = 42 }: StratifiedSplitOptions = {},
): Split<User, Item> {
  assertLog(log)
  if (by !== 'user' && by !== 'item') {
    refuse('invalid-option', { what: `by is ${shown(by)}.`, where: 'by', fix: "Pass 'user' or 'item'." })
  }
  readShare(test, 'test')
  const held = test + (validation === undefined ? 0 : readShare(validation, 'validation'))
  const trainShare = 1 - readShare(held, 'test + validation')
  const random = new NumpyRandom(readSeed(seed))
  const drawn = Float64Array.from({ length: log.size }, () => random.uniform())
  const { groupOf, groups } = groupsOf(log, by)
  const counts = new Int32Array(groups)
  for (const group of groupOf) counts[group]!++
  const order = Int32Array.from({ length: log.size }, (_, row) => row)
  order.sort((a, b) => drawn[a]! - drawn[b]! || a - b)
  const ranks = new Int32Array(groups)
  const parts = new Uint8Array(log.size)
  for (const row of order) {
    const group = groupOf[row]!
    const rank = ++ranks[group]!
    const count = counts[group]!
    if (rank <= roundHalfEven(trainShare * count)) continue
    parts[row] = rank <= roundHalfEven((1 - test) * count) ? VALIDATION : TEST
  }
  const how = `Of each ${by}'s events a random share of ${test} for the test${validation === undefined ? '' : ` and ${validation} for validation`} (seed ${seed}, as NumPy draws).`
  return splitOf(log, parts, how)
}
