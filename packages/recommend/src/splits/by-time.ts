import { refuse } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import { columnsOf, type Interactions } from '../interactions/interactions'
import { shownMoment } from '../interactions/time'
import { assertLog, type Cut, readCut, type Split, splitOf, TEST, TRAIN, timesOf, VALIDATION } from './split'

export interface TimeSplitOptions {
  /** The moment from which on events are for the test, or their share, the latest ones; 0.2 by default. */
  readonly test?: Cut
  /** The moment from which on events, up to the test, are for validation, or their share. By default none. */
  readonly validation?: Cut
}

/**
 * Parts a log at a moment that is the same for everyone, as a shop meets it: what is learnt is older than what is
 * judged, so that nothing of the future leaks. The default.
 *
 * @throws GraftError `invalid-data` where the log has no times or a part would be empty, `invalid-option`.
 */
export function splitByTime<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  { test = 0.2, validation }: TimeSplitOptions = {},
): Split<User, Item> {
  assertLog(log)
  const times = timesOf(columnsOf(log).times, 'splitByTime')
  const ordered = times.slice().sort()
  const testFrom = momentOf(readCut(test, 'test'), ordered, 0)
  const later = typeof test === 'number' ? test : 1 - countBefore(ordered, testFrom) / ordered.length
  const validationFrom =
    validation === undefined ? testFrom : momentOf(readCut(validation, 'validation'), ordered, later)
  if (validationFrom > testFrom || (validation !== undefined && validationFrom === testFrom)) {
    refuse('invalid-option', {
      what: `validation begins at ${shownMoment(validationFrom)}, and test at ${shownMoment(testFrom)}.`,
      where: 'validation',
      fix: 'Let validation begin before the test.',
    })
  }
  const parts = Uint8Array.from(times, (time) =>
    time >= testFrom ? TEST : time >= validationFrom ? VALIDATION : TRAIN,
  )
  const from = validation === undefined ? '' : `validation from ${shownMoment(validationFrom)}, `
  return splitOf(log, parts, `By time, the same for everyone: ${from}test from ${shownMoment(testFrom)}.`)
}

/** The moment of a cut; of a share it is that of the first of the latest events, of which `later` is taken already. */
function momentOf(cut: number | { readonly from: number }, ordered: Float64Array, later: number): number {
  if (typeof cut !== 'number') return cut.from
  return ordered[Math.max(0, Math.min(ordered.length - 1, Math.round((1 - later - cut) * ordered.length)))]!
}

function countBefore(ordered: Float64Array, moment: number): number {
  const first = ordered.findIndex((time) => time >= moment)
  return first < 0 ? ordered.length : first
}
