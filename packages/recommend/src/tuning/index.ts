export { choice, integer, logUniform, type Space, uniform } from '@graftjs/metrics'
export { type Tuned, type TuneOptions, tune } from './tune'
