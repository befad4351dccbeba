import { GraftError, type GraftErrorCode } from '@graftjs/base'

/** Why input is refused: what is wrong, which option, row or file, and the remedy. */
export interface Refusal {
  readonly what: string
  readonly where: string
  readonly fix: string
  readonly row?: number
  readonly cause?: unknown
}

/** Throws the one kind of error that this package throws about what it was given. */
export function refuse(code: GraftErrorCode, { what, where, fix, row, cause }: Refusal): never {
  throw new GraftError(code, {
    what,
    where,
    fix,
    ...(cause === undefined ? {} : { cause }),
    details: row === undefined ? {} : { row },
  })
}

/** A value as it may stand in a message: short, quoted if it is text. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  if (typeof value === 'function') return 'a function'
  return String(value)
}
