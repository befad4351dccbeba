import { GraftError, type GraftErrorCode } from '@graftjs/base'

/** Why a measure refuses its input: what is wrong, which argument and position, and the remedy. */
export interface Refusal {
  readonly what: string
  readonly where: string
  readonly fix: string
  readonly row?: number | undefined
  readonly code?: GraftErrorCode
}

/** Throws the one kind of error that every measure throws about its input. */
export function refuse({ what, where, fix, row, code = 'invalid-data' }: Refusal): never {
  throw new GraftError(code, { what, where, fix, details: row === undefined ? {} : { row } })
}

/** Refuses what stands somewhere, for example "scores[3] is an object, not a finite number." */
export function refuseValue(value: unknown, where: string, wanted: string, fix: string, row?: number): never {
  return refuse({ what: `${where} is ${shown(value)}, not ${wanted}.`, where, fix, row })
}

/** Refuses the value of an option. */
export function refuseOption(value: unknown, name: string, fix: string): never {
  return refuse({ what: `${name} is ${shown(value)}.`, where: name, fix, code: 'invalid-option' })
}

/** A value as it may stand in a message: short, quoted if it is text. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  if (typeof value === 'function') return 'a function'
  return String(value)
}
