import { GraftError } from '@graftjs/base'

/** The measure that decides which parameters are the best. */
export interface DecidingMetric {
  /** One of the numbers that a validation gives, such as `loss`. */
  readonly name: string
  /** Whether a smaller or a larger number is better. */
  readonly best: 'smallest' | 'largest'
}

export interface EarlyStopping {
  /** How many validations in a row may be no better; the next one ends the run. */
  readonly patience: number
  /** By how much a number must be better to count. Default 0. */
  readonly minimumChange?: number
}

/** What is remembered of the validations, as plain data for a checkpoint. */
export interface Selection {
  readonly best: BestRecord | null
  /** Validations in a row that were no better. */
  readonly waited: number
}

export interface BestRecord {
  /** Steps taken. */
  readonly step: number
  readonly value: number
}

export const nothingSelected: Selection = { best: null, waited: 0 }

/** The selection after a validation. A number that is not finite is no better. */
export function select(
  { best, waited }: Selection,
  { step, value }: BestRecord,
  metric: DecidingMetric,
  { minimumChange = 0 }: Partial<EarlyStopping> = {},
): Selection {
  const gain = best === null ? Number.POSITIVE_INFINITY : signOf(metric) * (value - best.value)
  const isBetter = Number.isFinite(value) && gain > minimumChange
  return isBetter ? { best: { step, value }, waited: 0 } : { best, waited: waited + 1 }
}

const signOf = ({ best }: DecidingMetric): number => (best === 'largest' ? 1 : -1)

export const isOver = ({ waited }: Selection, { patience }: EarlyStopping): boolean => waited > patience

/** @throws GraftError `invalid-option` where no validation gives the metric that decides. */
export function decidingValue(metric: DecidingMetric, measured: Readonly<Record<string, number>>): number {
  const value = measured[metric.name]
  if (typeof value === 'number') return value
  throw new GraftError('invalid-option', {
    what: `The validation gives no number "${metric.name}".`,
    where: 'option metric',
    fix: `Name one of those that it gives: ${Object.keys(measured).join(', ') || 'none'}.`,
  })
}
