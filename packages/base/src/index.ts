export { GraftError, type GraftErrorCode, type GraftErrorOptions } from './error'
export type { OnProgress, Progress } from './progress'
export { RandomKey } from './random/random-key'
