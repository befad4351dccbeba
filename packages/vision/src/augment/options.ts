import { GraftError } from '@graftjs/base'

/** From the least to the greatest, both may be drawn. */
export type Range = readonly [number, number]

/** @throws GraftError `invalid-option` */
export function fraction(value: number, name: string): number {
  return within(value, name, 0, 1)
}

/** @throws GraftError `invalid-option` */
export function within(value: number, name: string, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value
  throw wrong(name, value, `a number from ${least} to ${most}`)
}

/** @throws GraftError `invalid-option` */
export function wholeNumber(
  value: number,
  name: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value
  throw wrong(
    name,
    value,
    `a whole number from ${least}${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ''}`,
  )
}

/** @throws GraftError `invalid-option` where it is not two numbers in order, both within the limits. */
export function range(value: Range, name: string, least = -Infinity, most = Infinity): Range {
  const [from, to] = value
  if (Number.isFinite(from) && Number.isFinite(to) && from <= to && from >= least && to <= most)
    return [from, to]
  throw wrong(name, value, `two numbers in order, from ${least} to ${most}`)
}

/** A number means the range from its negative to itself. */
export function symmetric(value: number | Range, name: string): Range {
  return typeof value === 'number' ? range([-Math.abs(value), Math.abs(value)], name) : range(value, name)
}

/** The number that a uniform draw in [0, 1) means in a range. */
export const spread = ([from, to]: Range, uniform: number) => from + (to - from) * uniform

function wrong(name: string, value: unknown, wanted: string): GraftError {
  return new GraftError('invalid-option', {
    what: `${name} is ${JSON.stringify(value) ?? String(value)}.`,
    fix: `Give ${wanted}.`,
    details: { option: name },
  })
}
