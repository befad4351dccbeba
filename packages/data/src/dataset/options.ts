import { GraftError } from '@graftjs/base'

/** A whole number inside a range, or an error that names the option. */
export function wholeNumber(
  value: number,
  name: string,
  minimum: number,
  maximum = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isSafeInteger(value) && value >= minimum && value <= maximum) return value
  const range = maximum < Number.MAX_SAFE_INTEGER ? `from ${minimum} to ${maximum}` : `of at least ${minimum}`
  throw invalidOption(name, value, `Pass a whole number ${range}.`)
}

/** One of a few words, or an error that lists them. */
export function oneOf<Choice extends string>(
  value: Choice,
  name: string,
  choices: readonly Choice[],
): Choice {
  if (choices.includes(value)) return value
  throw invalidOption(name, value, `Pass one of ${choices.map((choice) => `'${choice}'`).join(', ')}.`)
}

export function invalidOption(name: string, value: unknown, fix: string): GraftError {
  return new GraftError('invalid-option', { what: `${name} is ${shown(value)}.`, where: name, fix })
}

/** A value in a few words, for a message. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`
  if (ArrayBuffer.isView(value)) return 'a typed array'
  if (Object.prototype.toString.call(value) === '[object Date]') return 'a date'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}
