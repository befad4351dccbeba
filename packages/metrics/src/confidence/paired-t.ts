import { asFiniteNumbers, asOpenShare, asWholeNumber, type Numbers } from '../input/column'
import { refuse } from '../input/refuse'
import { studentTwoSidedQuantile, studentTwoSidedTail } from '../numeric/student-t'
import type { Interval } from './estimate'
import { meanOf, pairedDifferences, sampleVariance } from './paired-differences'

/** What a t test says of the mean difference; `lower` and `upper` are its interval. */
export interface TTestResult extends Interval {
  /** The mean of first − second. */
  readonly difference: number
  /** The difference in standard errors. */
  readonly statistic: number
  readonly degreesOfFreedom: number
  /** The probability of a difference at least this large if there were none. */
  readonly pValue: number
}

export interface TTestOptions {
  /** The coverage of the interval; 0.95 by default. */
  readonly level?: number
}

/**
 * Student's paired t test: is the mean difference of two models' scores on the same items other than 0? Equals
 * SciPy's `ttest_rel`. Not for the folds of one cross-validation, which share rows: see
 * `correctedResampledTest`.
 */
export function pairedTTest(
  first: Numbers,
  second: Numbers,
  { level = 0.95 }: TTestOptions = {},
): TTestResult {
  const differences = pairedDifferences(first, second, 2)
  const degrees = differences.length - 1
  return tTest(meanOf(differences), sampleVariance(differences) / differences.length, degrees, level)
}

export interface CorrectedResampledOptions extends TTestOptions {
  /** How many rows each fold trained on. */
  readonly trainRows: number
  /** How many rows each fold was tested on. */
  readonly testRows: number
}

/**
 * The t test for differences of two models over the folds of one cross-validation or of repeated splits: their
 * variance is raised by how much the folds' training rows overlap (Nadeau and Bengio 2003). The plain t test
 * would find differences far too often; this one rather misses some where models hardly change with their rows.
 *
 * @param differences score of the first model − score of the second, fold by fold.
 */
export function correctedResampledTest(
  differences: Numbers,
  { trainRows, testRows, level = 0.95 }: CorrectedResampledOptions,
): TTestResult {
  asWholeNumber(trainRows, 'trainRows', 1)
  asWholeNumber(testRows, 'testRows', 1)
  const values = Float64Array.from(asFiniteNumbers(differences, 'differences'))
  if (values.length < 2) {
    refuse({
      what: `differences has ${values.length} values.`,
      where: 'differences',
      fix: 'Pass the differences of at least two folds.',
    })
  }
  const variance = (1 / values.length + testRows / trainRows) * sampleVariance(values)
  return tTest(meanOf(values), variance, values.length - 1, level)
}

function tTest(difference: number, variance: number, degreesOfFreedom: number, level: number): TTestResult {
  asOpenShare(level, 'level')
  const error = Math.sqrt(variance)
  // Differences that are all alike leave no doubt: of 0 that there is none, of anything else that there is.
  const statistic = error > 0 ? difference / error : difference === 0 ? 0 : Math.sign(difference) * Infinity
  const half = studentTwoSidedQuantile(level, degreesOfFreedom) * error
  return {
    difference,
    statistic,
    degreesOfFreedom,
    pValue: studentTwoSidedTail(statistic, degreesOfFreedom),
    lower: difference - half,
    upper: difference + half,
    level,
  }
}
