import { optionError } from '@graftjs/classifier'

/** @throws GraftError `invalid-option` unless the value is a whole number of at least `least`. */
export function wholeNumber(value: number, option: string, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw optionError(option, value, `a whole number of at least ${least}`)
}

/** @throws GraftError `invalid-option` unless the value is a number of at least `least`. */
export function numberFrom(value: number, option: string, least: number): void {
  if (!(typeof value === 'number' && value >= least))
    throw optionError(option, value, `a number of at least ${least}`)
}
