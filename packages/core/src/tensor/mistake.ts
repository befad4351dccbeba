import { GraftError, type GraftErrorCode, type GraftErrorOptions } from '@graftjs/base'
import { callerLine } from './source-line'

/** The error of a call that the user's program should not make: `where` ends with the line of that program. */
export function mistake(code: GraftErrorCode, { where, ...options }: GraftErrorOptions): GraftError {
  const line = callerLine()
  const places = [...(where ? [where] : []), ...(line ? [`at ${line}`] : [])]
  return new GraftError(code, { ...options, ...(places.length > 0 ? { where: places.join(', ') } : {}) })
}
