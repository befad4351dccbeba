import { GraftError } from '@graftjs/base'

/**
 * What a function of the caller threw, with the row that it was given. A GraftError and an abort say enough
 * already and pass as they are.
 */
export function failedRow(call: string, position: number, error: unknown): unknown {
  if (GraftError.isInstance(error) || (error instanceof Error && error.name === 'AbortError')) return error
  return new GraftError('invalid-data', {
    what: `The function given to ${call} failed: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}.`,
    where: `row ${position}`,
    fix: 'Repair the row, or let the function deal with it; `cause` holds the error with its stack.',
    cause: error,
    details: { row: position },
  })
}
