import { refuse } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import type { Interactions } from '../interactions/interactions'
import { NumpyRandom } from './numpy-random'
import { assertLog, readCount, readSeed, type Split, splitOf, TEST } from './split'

export interface FoldOptions {
  /** How many; 5 by default. */
  readonly folds?: number
  /** 0 by default. */
  readonly seed?: number
}

/**
 * Parts the events at random into folds of which each is the test once. Equal to the folds of Surprise's
 * `KFold(n_splits, random_state=seed)`.
 */
export function kFolds<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  { folds = 5, seed = 0 }: FoldOptions = {},
): Split<User, Item>[] {
  assertLog(log)
  readCount(folds, 'folds', 2)
  if (folds > log.size) {
    refuse('invalid-option', {
      what: `folds is ${folds}, and the log has ${log.size} events.`,
      where: 'folds',
      fix: 'Ask for at most as many folds as there are events.',
    })
  }
  const order = new NumpyRandom(readSeed(seed)).permutation(log.size)
  let end = 0
  return Array.from({ length: folds }, (_, fold) => {
    const start = end
    end += Math.floor(log.size / folds) + (fold < log.size % folds ? 1 : 0)
    const parts = new Uint8Array(log.size)
    for (const row of order.subarray(start, end)) parts[row] = TEST
    return splitOf(log, parts, `Fold ${fold + 1} of ${folds} random ones (seed ${seed}, as NumPy draws).`)
  })
}
