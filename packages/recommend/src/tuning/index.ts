export { choice, integer, logUniform, type Space, uniform } from '@graftjs/metrics'
export { answerTrials, type TrialWorkers } from './in-workers'
export { type Tuned, type TuneOptions, tune } from './tune'
