import { GraftError, type GraftErrorCode } from '@graftjs/base'

/** Why a measure refuses its input: what is wrong, which argument and position, and the remedy. */
export interface Refusal {
  readonly what: string
  readonly where: string
  readonly fix: string
  readonly row?: number
  readonly code?: GraftErrorCode
}

/** Throws the one kind of error that every measure throws about its input. */
export function refuse({ what, where, fix, row, code = 'invalid-data' }: Refusal): never {
  throw new GraftError(code, { what, where, fix, details: row === undefined ? {} : { row } })
}

/** A value as it may stand in a message: short, quoted if it is text. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  if (typeof value === 'function') return 'a function'
  return String(value)
}
