import { asFiniteNumbers } from '../input/column'
import { refuse, refuseOption } from '../input/refuse'
import { incompleteBeta } from '../numeric/incomplete-beta'
import { studentTwoSidedTail } from '../numeric/student-t'

export interface FiveByTwoOptions {
  /** `f` (default): the combined test of Alpaydin (1999). `t`: that of Dietterich (1998), which looks at one fold. */
  readonly variant?: 'f' | 't'
}

export interface FiveByTwoResult {
  readonly statistic: number
  readonly pValue: number
  readonly variant: 'f' | 't'
}

/**
 * Compares two ways of learning by five repetitions of two-fold cross-validation.
 *
 * @param differences five pairs: score of the first − score of the second on either fold, as from
 *   `repeatedKFold(rows, { folds: 2, repeats: 5 })`.
 */
export function fiveByTwoTest(
  differences: ArrayLike<ArrayLike<number>>,
  { variant = 'f' }: FiveByTwoOptions = {},
): FiveByTwoResult {
  if (differences.length !== 5) {
    refuse({
      what: `differences has ${differences.length} pairs.`,
      where: 'differences',
      fix: 'Pass five pairs of differences.',
    })
  }
  let squares = 0
  let variances = 0
  for (let repeat = 0; repeat < 5; repeat++) {
    const pair = asFiniteNumbers(differences[repeat]!, `differences[${repeat}]`)
    if (pair.length !== 2) {
      refuse({
        what: `differences[${repeat}] has ${pair.length} values.`,
        where: `differences[${repeat}]`,
        fix: 'Pass the differences on both folds.',
      })
    }
    const [first, second] = [pair[0]!, pair[1]!]
    squares += first * first + second * second
    variances += (first - second) ** 2 / 2
  }
  if (variances === 0 && squares > 0) {
    refuse({
      what: 'Both folds differ by the same in all five repetitions.',
      where: 'differences',
      fix: 'Check that the folds were tested apart; the test needs some scatter.',
    })
  }
  if (variant === 't') {
    const statistic = variances === 0 ? 0 : differences[0]![0]! / Math.sqrt(variances / 5)
    return { statistic, pValue: studentTwoSidedTail(statistic, 5), variant }
  }
  if (variant === 'f') {
    const statistic = variances === 0 ? 0 : squares / (2 * variances)
    // The upper tail of F with 10 and 5 degrees of freedom.
    return { statistic, pValue: incompleteBeta(5 / (5 + 10 * statistic), 2.5, 5), variant }
  }
  return refuseOption(variant, 'variant', "Pass 'f' or 't'.")
}
