import { refuse, shown } from '../input/refuse'
import type { Duplicates } from '../sparse'

/** How the events of a log become what a model learns from; the log carries it to every model. */
export interface Policy {
  /** What several events of one user with one item come to. */
  readonly duplicates: Duplicates
  /** Days after which an event counts half; absent where events do not age. */
  readonly halfLifeDays: number | undefined
}

export interface PolicyOptions {
  /**
   * What several events of one user with one item come to: their `'sum'` (default), the greatest (`'max'`), or the
   * `'last'`, as befits ratings.
   */
  readonly duplicates?: Duplicates
  /** Days after which an event counts half, counted back from the last event of the log. By default none ages. */
  readonly halfLifeDays?: number
}

const ways: readonly Duplicates[] = ['sum', 'max', 'last']

export function isDuplicates(value: unknown): value is Duplicates {
  return ways.some((way) => way === value)
}

export function readPolicy({ duplicates = 'sum', halfLifeDays }: PolicyOptions): Policy {
  if (!isDuplicates(duplicates)) {
    refuse('invalid-option', {
      what: `duplicates is ${shown(duplicates)}.`,
      where: 'duplicates',
      fix: "Pass 'sum', 'max' or 'last'.",
    })
  }
  if (halfLifeDays !== undefined && !(halfLifeDays > 0 && halfLifeDays < Number.POSITIVE_INFINITY)) {
    refuse('invalid-option', {
      what: `halfLifeDays is ${shown(halfLifeDays)}.`,
      where: 'halfLifeDays',
      fix: 'Pass the number of days after which an event counts half: above 0.',
    })
  }
  return { duplicates, halfLifeDays }
}
