import { optionError } from './option-error'

/** Reads the numbers among options, with their defaults; what is no such number is `invalid-option`. */
export interface NumberOptions<Name extends string> {
  whole(name: Name, fallback: number, least: number): number
  /** Above 0 and below `limit`. */
  positive(name: Name, fallback: number, limit?: number): number
  /** From 0 to below 1. */
  share(name: Name, fallback: number): number
}

export function numberOptions<Name extends string>(
  options: Readonly<Partial<Record<Name, unknown>>>,
): NumberOptions<Name> {
  const read = (name: Name, fallback: number, allowed: string, fits: (value: number) => boolean): number => {
    const value: unknown = options[name] ?? fallback
    if (typeof value === 'number' && fits(value)) return value
    throw optionError(name, value, allowed)
  }
  return {
    whole: (name, fallback, least) =>
      read(
        name,
        fallback,
        `a whole number of ${least} or more`,
        (value) => Number.isSafeInteger(value) && value >= least,
      ),
    positive: (name, fallback, limit = Number.POSITIVE_INFINITY) =>
      read(
        name,
        fallback,
        Number.isFinite(limit) ? `a number above 0 and below ${limit}` : 'a number above 0',
        (value) => value > 0 && value < limit,
      ),
    share: (name, fallback) =>
      read(name, fallback, 'a number from 0 to below 1', (value) => value >= 0 && value < 1),
  }
}
