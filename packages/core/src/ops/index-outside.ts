import { GraftError } from '@graftjs/base'
import { mistake } from '../tensor/mistake'

/** What an engine knows of an index that lies outside its axis: the `details` of the error that it throws. */
export interface IndexOutside {
  /** Such as `gather`. */
  readonly operation: string
  /** Of the axis that it looks into. */
  readonly size: number
  readonly index?: number
  /** Where it stands among the indices. */
  readonly place?: readonly number[]
}

/** The error of an index outside its axis. Engines throw it of a run; the line is that of the program which waits for it. */
export function indexOutside(
  outside: IndexOutside,
  { line, cause }: { readonly line?: string; readonly cause?: unknown } = {},
): GraftError {
  const { operation, size, index, place } = outside
  const which = index === undefined ? 'an index' : `the index ${index}`
  const options = {
    what: `${operation}: ${which}${place ? ` at [${place}]` : ''} is outside the ${size} elements of the axis.`,
    fix:
      size > 0
        ? `Use indices from 0 to ${size - 1}, or a table with more elements.`
        : 'The axis is empty: use a table with elements.',
    details: { ...outside },
    cause,
  }
  return line
    ? new GraftError('invalid-data', { ...options, where: `at ${line}` })
    : mistake('invalid-data', options)
}
