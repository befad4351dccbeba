export { type BootstrapOptions, bootstrapInterval, take } from './bootstrap'
export type { Estimate, Interval } from './estimate'
export { type McNemarOptions, type McNemarResult, mcnemarTest } from './mcnemar'
export { wilsonInterval } from './wilson'
