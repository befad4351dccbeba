import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse, refuseOption } from '../input/refuse'
import { confusionMatrix } from './confusion-matrix'

export interface CohenKappaOptions<L extends Label> {
  /** The classes in order (the order matters for `penalty`); by default all that occur, sorted. */
  readonly labels?: Column<L>
  readonly weights?: Numbers
  /**
   * How bad a disagreement is: all alike (`none`, default), by the distance between the classes in `labels`
   * (`linear`), or by its square (`quadratic`), for classes that have an order.
   */
  readonly penalty?: 'none' | 'linear' | 'quadratic'
  /** The value where kappa is not defined (one class only); without it that is an error. */
  readonly whenUndefined?: number
}

/**
 * Agreement beyond what chance gives, from -1 to 1. Equals scikit-learn's `cohen_kappa_score`.
 *
 * @throws GraftError `invalid-data` where both columns hold one and the same class.
 */
export function cohenKappa<L extends Label>(
  first: Column<L>,
  second: Column<L>,
  { labels, weights, penalty = 'none', whenUndefined }: CohenKappaOptions<L> = {},
): number {
  const penaltyOf = penalties[penalty]
  if (penaltyOf === undefined) {
    refuseOption(penalty, 'penalty', "Pass 'none', 'linear' or 'quadratic'.")
  }
  const { counts } = confusionMatrix(first, second, {
    ...(labels === undefined ? {} : { labels }),
    ...(weights === undefined ? {} : { weights }),
  })
  const rowSums = counts.map((line) => line.reduce((sum, value) => sum + value, 0))
  const columnSums = counts.map((_, column) => counts.reduce((sum, line) => sum + line[column]!, 0))
  const total = rowSums.reduce((sum, value) => sum + value, 0)
  let observed = 0
  let expected = 0
  for (let i = 0; i < counts.length; i++) {
    for (let j = 0; j < counts.length; j++) {
      const cost = penaltyOf(i - j)
      observed += cost * counts[i]![j]!
      expected += (cost * rowSums[i]! * columnSums[j]!) / total
    }
  }
  if (total > 0 && expected > 0) return 1 - observed / expected
  if (whenUndefined !== undefined) return whenUndefined
  return refuse({
    what: "Cohen's kappa is not defined: both columns hold one and the same class.",
    where: 'truth',
    fix: 'Evaluate on rows of at least two classes, or pass whenUndefined.',
  })
}

const penalties = {
  none: (distance: number) => (distance === 0 ? 0 : 1),
  linear: (distance: number) => Math.abs(distance),
  quadratic: (distance: number) => distance * distance,
}
