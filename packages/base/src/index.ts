export { GraftError, type GraftErrorCode, type GraftErrorOptions } from './error'
