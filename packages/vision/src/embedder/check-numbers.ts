import { GraftError } from '@graftjs/base'
import { describeValue } from '@graftjs/classifier'

/** @throws GraftError `invalid-option` unless the value is a whole number of at least `least`. */
export function wholeNumber(value: number, option: string, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw refused(option, value, `a whole number of at least ${least}`)
}

/** @throws GraftError `invalid-option` unless the value is a number of at least `least`. */
export function numberFrom(value: number, option: string, least: number): void {
  if (!(typeof value === 'number' && value >= least))
    throw refused(option, value, `a number of at least ${least}`)
}

const refused = (option: string, value: unknown, wanted: string): GraftError =>
  new GraftError('invalid-option', {
    what: `${option} is ${describeValue(value)}.`,
    where: option,
    fix: `Pass ${wanted}.`,
    details: { option },
  })
