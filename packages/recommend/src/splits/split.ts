import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import { Interactions, selected } from '../interactions/interactions'
import { readMoment } from '../interactions/time'

/** What to learn from, what to choose settings by, and what to judge by. Each part knows its own ids alone. */
export interface Split<User extends Id, Item extends Id> {
  readonly train: Interactions<User, Item>
  /** There where it was asked for. */
  readonly validation?: Interactions<User, Item>
  readonly test: Interactions<User, Item>
  /**
   * What is known at test time, beside `train`, of those to be judged: where users or sessions as a whole are held
   * out, the events by which a model gets to know them.
   */
  readonly given?: Interactions<User, Item>
  /** How the events were parted, as a sentence for the report. */
  readonly how: string
  readonly warnings: readonly SplitWarning[]
}

export interface SplitWarning {
  readonly code: 'future-in-training'
  readonly message: string
}

/** Which part each event goes to. */
export const TRAIN = 0
export const VALIDATION = 1
export const TEST = 2
/** An event that no part takes. */
export const NONE = 3
export const GIVEN = 4

/** Makes the logs of a split out of the part of every event; their events stay in the log's order. */
export function splitOf<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  parts: Uint8Array,
  how: string,
  warnings: readonly SplitWarning[] = [],
): Split<User, Item> {
  const rowsOf = (part: number) => Int32Array.from(rowsWhere(parts, part))
  const train = rowsOf(TRAIN)
  const test = rowsOf(TEST)
  for (const [name, rows] of [['train', train] as const, ['test', test] as const]) {
    if (rows.length > 0) continue
    refuse('invalid-data', {
      what: `No event is left for ${name}: ${how}`,
      where: name,
      fix: 'Move the cut, take another share, or split a larger log.',
    })
  }
  return {
    train: selected(log, train),
    ...(parts.includes(VALIDATION) && { validation: selected(log, rowsOf(VALIDATION)) }),
    test: selected(log, test),
    ...(parts.includes(GIVEN) && { given: selected(log, rowsOf(GIVEN)) }),
    how,
    warnings,
  }
}

function* rowsWhere(parts: Uint8Array, part: number): Generator<number> {
  for (let row = 0; row < parts.length; row++) if (parts[row] === part) yield row
}

/** A share of the events, or the moment from which on they belong to a part. */
export type Cut = number | Date | string

/** A share between 0 and 1, both excluded. */
export function readShare(share: unknown, name: string): number {
  if (typeof share === 'number' && share > 0 && share < 1) return share
  return refuse('invalid-option', {
    what: `${name} is ${shown(share)}.`,
    where: name,
    fix: 'Pass a share above 0 and below 1, such as 0.2.',
  })
}

export function readCut(cut: unknown, name: string): number | { readonly from: number } {
  return typeof cut === 'number' ? readShare(cut, name) : { from: readMoment(cut, name, 0) }
}

/** A seed as NumPy takes it. */
export function readSeed(seed: unknown): number {
  if (typeof seed === 'number' && Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed
  return refuse('invalid-option', {
    what: `seed is ${shown(seed)}.`,
    where: 'seed',
    fix: 'Pass a whole number from 0 to 4294967295.',
  })
}

export function readCount(count: unknown, name: string, least: number): number {
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= least) return count
  return refuse('invalid-option', {
    what: `${name} is ${shown(count)}.`,
    where: name,
    fix: `Pass a whole number of ${least} or more.`,
  })
}

/** The times of a log that is to be split by them. */
export function timesOf(times: Float64Array | undefined, how: string): Float64Array {
  return (
    times ??
    refuse('invalid-data', {
      what: `The log has no times to split by.`,
      where: how,
      fix: 'Name the column of the time when reading the log, or split without it: splitStratified, kFolds, splitByUser.',
    })
  )
}

export function assertLog(log: unknown): void {
  if (log instanceof Interactions && log.size > 0) return
  refuse('invalid-data', {
    what: log instanceof Interactions ? 'The log has no events.' : `The log is ${shown(log)}.`,
    where: 'log',
    fix: 'Make a log of your events with interactions(rows) or readInteractions(path) first.',
  })
}
