import { GraftError } from '@graftjs/base'

/** The error for a file whose content cannot be what it claims. `what` is a sentence without its full stop. */
export function damaged(what: string, where: string, cause?: unknown): GraftError {
  return new GraftError('invalid-file', {
    what: `${what}.`,
    where,
    fix: 'The file is damaged or no safetensors file: fetch or write it again.',
    cause,
  })
}

/** A name from a file, safe and short enough for a message. */
export function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)
}
