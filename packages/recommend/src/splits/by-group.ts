import { refuse } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import { columnsOf, type Interactions } from '../interactions/interactions'
import { roundHalfEven } from './half-even'
import { NumpyRandom } from './numpy-random'
import { groupsOf, rowsOf } from './rows-of'
import {
  assertLog,
  type Cut,
  GIVEN,
  NONE,
  readCut,
  readSeed,
  readShare,
  type Split,
  splitOf,
  TEST,
  TRAIN,
  timesOf,
  VALIDATION,
} from './split'

export interface UserSplitOptions {
  /** The share of users that is held out; 0.2 by default. */
  readonly test?: number
  /** The share of a held-out user's events by which the model gets to know them, the first ones; 0.8 by default. */
  readonly given?: number
  /** 1 by default. */
  readonly seed?: number
}

/**
 * Holds out users as a whole (strong generalisation): the model never saw them, gets the first of their events as a
 * history, and is judged by the rest.
 */
export function splitByUser<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  { test = 0.2, given = 0.8, seed = 1 }: UserSplitOptions = {},
): Split<User, Item> {
  assertLog(log)
  readShare(given, 'given')
  const parts = new Uint8Array(log.size)
  const groups = rowsOf(log, 'user')
  for (const user of heldOut(groups.length, readShare(test, 'test'), seed)) {
    const rows = groups[user]!
    const known = Math.max(1, roundHalfEven(given * rows.length))
    rows.forEach((row, at) => {
      parts[row] = rows.length === 1 ? NONE : at < known ? GIVEN : TEST
    })
  }
  const how = `A random ${test} of the users, known by the first ${given} of their events and judged by the rest (seed ${seed}).`
  return splitOf(log, parts, how)
}

export interface ItemSplitOptions {
  /** The share of items that is held out; 0.2 by default. */
  readonly test?: number
  /** 1 by default. */
  readonly seed?: number
}

/** Holds out items as a whole: only what knows them by their content can recommend them. */
export function splitByItem<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  { test = 0.2, seed = 1 }: ItemSplitOptions = {},
): Split<User, Item> {
  assertLog(log)
  const { groupOf, groups } = groupsOf(log, 'item')
  const held = new Set(heldOut(groups, readShare(test, 'test'), seed))
  const parts = Uint8Array.from(groupOf, (item) => (held.has(item) ? TEST : TRAIN))
  return splitOf(log, parts, `A random ${test} of the items, unknown in training (seed ${seed}).`)
}

export interface SessionSplitOptions {
  /** The moment from which on sessions that begin are for the test, or their share, the latest; 0.2 by default. */
  readonly test?: Cut
  /** Likewise for validation, up to the test; by default none. */
  readonly validation?: Cut
}

/** Parts whole sessions by the moment when they begin. A log without sessions has one per user. */
export function splitBySession<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  { test = 0.2, validation }: SessionSplitOptions = {},
): Split<User, Item> {
  assertLog(log)
  const times = timesOf(columnsOf(log).times, 'splitBySession')
  const sessions = rowsOf(log, 'session').filter((rows) => rows.length > 0)
  const begins = (rows: Int32Array) => times[rows[0]!]!
  sessions.sort((a, b) => begins(a) - begins(b))
  const testAt = firstOf(readCut(test, 'test'), sessions, begins, sessions.length)
  const validationAt =
    validation === undefined ? testAt : firstOf(readCut(validation, 'validation'), sessions, begins, testAt)
  if (validationAt > testAt) {
    refuse('invalid-option', {
      what: 'validation begins after the test.',
      where: 'validation',
      fix: 'Let validation begin before the test.',
    })
  }
  const parts = new Uint8Array(log.size)
  sessions.forEach((rows, at) => {
    const part = at >= testAt ? TEST : at >= validationAt ? VALIDATION : TRAIN
    for (const row of rows) parts[row] = part
  })
  const also = validation === undefined ? '' : `, the ${testAt - validationAt} before for validation`
  return splitOf(log, parts, `The ${sessions.length - testAt} latest sessions for the test${also}.`)
}

/** Where in the ordered sessions a cut falls; a share is taken of all and ends before `until`. */
function firstOf(
  cut: number | { readonly from: number },
  sessions: readonly Int32Array[],
  begins: (rows: Int32Array) => number,
  until: number,
): number {
  if (typeof cut === 'number') return until - Math.round(cut * sessions.length)
  const first = sessions.findIndex((rows) => begins(rows) >= cut.from)
  return first < 0 ? sessions.length : first
}

/** A random share of 0 … count − 1, one at least. */
function heldOut(count: number, share: number, seed: number): Int32Array {
  const order = new NumpyRandom(readSeed(seed)).permutation(count)
  return order.subarray(0, Math.max(1, roundHalfEven(share * count)))
}
