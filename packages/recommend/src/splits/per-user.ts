import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import { columnsOf, type Interactions } from '../interactions/interactions'
import { roundHalfEven } from './half-even'
import { NumpyRandom } from './numpy-random'
import { rowsOf } from './rows-of'
import {
  assertLog,
  readCount,
  readSeed,
  readShare,
  type Split,
  type SplitWarning,
  splitOf,
  TEST,
  timesOf,
  VALIDATION,
} from './split'

/** What a split by each user's own time lets the model know. */
const futureWarning: SplitWarning = {
  code: 'future-in-training',
  message:
    'Each user is cut at a moment of their own: the model learns from what others did after the events it is judged by, which no shop can. splitByTime cuts all at one moment.',
}

export interface LeaveLastOutOptions {
  /** How many of each user's last events are for the test; 1 by default. */
  readonly test?: number
  /** How many before those are for validation; 0 by default. */
  readonly validation?: number
}

/**
 * Holds out the last events of each user, in the order of time or, without times, of the log. Users who would have
 * none left are for training alone. Common in papers; it warns that the future is in training.
 */
export function leaveLastOut<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  { test = 1, validation = 0 }: LeaveLastOutOptions = {},
): Split<User, Item> {
  assertLog(log)
  readCount(test, 'test', 1)
  readCount(validation, 'validation', 0)
  const parts = new Uint8Array(log.size)
  for (const rows of rowsOf(log, 'user')) {
    if (rows.length <= test + validation) continue
    mark(parts, rows, rows.length - test - validation, rows.length - test, VALIDATION)
    mark(parts, rows, rows.length - test, rows.length, TEST)
  }
  const before = validation > 0 ? `, the ${validation} before for validation` : ''
  const how = `The last ${test} of each user's events for the test${before}.`
  return splitOf(log, parts, how, [futureWarning])
}

export interface PerUserSplitOptions {
  /** The share of each user's events that is for the test; 0.2 by default. */
  readonly test?: number
  /** The share that is for validation; none by default. */
  readonly validation?: number
  /** Whether the latest events are held out (`'time'`, default) or any (`'random'`). */
  readonly order?: 'time' | 'random'
  /** Of the random order; 1 by default. */
  readonly seed?: number
}

/** Holds out a share of each user's events. It warns that the future is in training. */
export function splitPerUser<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  { test = 0.2, validation, order = 'time', seed = 1 }: PerUserSplitOptions = {},
): Split<User, Item> {
  assertLog(log)
  readShare(test, 'test')
  const held = test + (validation === undefined ? 0 : readShare(validation, 'validation'))
  readShare(held, 'test + validation')
  if (order !== 'time' && order !== 'random') {
    refuse('invalid-option', {
      what: `order is ${shown(order)}.`,
      where: 'order',
      fix: "Pass 'time' or 'random'.",
    })
  }
  if (order === 'time') timesOf(columnsOf(log).times, 'splitPerUser')
  const random = new NumpyRandom(readSeed(seed))
  const parts = new Uint8Array(log.size)
  for (const own of rowsOf(log, 'user')) {
    const rows = order === 'time' ? own : random.permutation(own.length).map((at) => own[at]!)
    const train = roundHalfEven((1 - held) * rows.length)
    const untilTest = roundHalfEven((1 - test) * rows.length)
    mark(parts, rows, train, untilTest, VALIDATION)
    mark(parts, rows, untilTest, rows.length, TEST)
  }
  const which = order === 'time' ? 'latest' : `random (seed ${seed})`
  const also = validation === undefined ? '' : ` and ${validation} for validation`
  const how = `Of each user's events the ${which} ${test} for the test${also}.`
  return splitOf(log, parts, how, [futureWarning])
}

function mark(parts: Uint8Array, rows: Int32Array, from: number, to: number, part: number): void {
  for (let at = from; at < to; at++) parts[rows[at]!] = part
}
