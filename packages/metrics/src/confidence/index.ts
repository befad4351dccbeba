export { type AdjustOptions, adjustPValues } from './adjust-p-values'
export { type BootstrapOptions, bootstrapInterval, take } from './bootstrap'
export { type DelongOptions, type DelongResult, delongInterval, delongTest } from './delong'
export { type CohensDOptions, cliffsDelta, cohensD, cohensH } from './effect-size'
export type { Estimate, Interval } from './estimate'
export { type FiveByTwoOptions, type FiveByTwoResult, fiveByTwoTest } from './five-by-two'
export { type McNemarOptions, type McNemarResult, mcnemarTest } from './mcnemar'
export {
  type CorrectedResampledOptions,
  correctedResampledTest,
  pairedTTest,
  type TTestOptions,
  type TTestResult,
} from './paired-t'
export { type PermutationTestOptions, type PermutationTestResult, permutationTest } from './permutation-test'
export {
  type RowsForAreaInput,
  type RowsForDifferenceInput,
  type RowsForIntervalInput,
  type RowsForPairedDifferenceInput,
  rowsForArea,
  rowsForDifference,
  rowsForInterval,
  rowsForPairedDifference,
} from './rows-needed'
export { type WilcoxonOptions, type WilcoxonResult, wilcoxonTest } from './wilcoxon'
export { wilsonInterval } from './wilson'
