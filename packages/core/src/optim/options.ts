import { GraftError } from '@graftjs/base'

const rules = {
  'a share below 1': {
    holds: (value: number) => value >= 0 && value < 1,
    text: 'from 0 up to, not including, 1',
  },
  'a share': { holds: (value: number) => value >= 0 && value <= 1, text: 'from 0 to 1' },
  'not negative': {
    holds: (value: number) => value >= 0 && value < Number.POSITIVE_INFINITY,
    text: '0 or more',
  },
  positive: { holds: (value: number) => value > 0 && value < Number.POSITIVE_INFINITY, text: 'above 0' },
  'a positive whole number': {
    holds: (value: number) => Number.isInteger(value) && value > 0,
    text: 'that is whole and above 0',
  },
} as const

/** Throws a GraftError `invalid-option` unless every one of the numbers is of that kind. */
export function assertOption(
  of: string,
  options: Readonly<Record<string, number>>,
  rule: keyof typeof rules,
): void {
  const { holds, text } = rules[rule]
  for (const [option, value] of Object.entries(options)) {
    if (typeof value === 'number' && holds(value)) continue
    throw new GraftError('invalid-option', {
      what: `${of}: ${option} is ${String(value)}.`,
      fix: `Pass a number ${text}.`,
      details: { option, value },
    })
  }
}
