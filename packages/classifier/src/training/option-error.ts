import { GraftError } from '@graftjs/base'
import { describeValue } from '../rows/row-source'

/** The error of an option whose value is not among those that are allowed. */
export const optionError = (option: string, value: unknown, allowed: string): GraftError =>
  new GraftError('invalid-option', {
    what: `${option} is ${describeValue(value)}.`,
    where: `option ${option}`,
    fix: `Give ${allowed}.`,
    details: { option },
  })
