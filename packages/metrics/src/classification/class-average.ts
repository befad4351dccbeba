import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels, listed, resolvePositive } from '../input/labels'
import { refuse, refuseOption, shown } from '../input/refuse'
import { countClasses } from './class-counts'
import { type ClassTally, talliesOf, type ZeroDivision } from './class-scores'

/**
 * How the scores of classes become one number. `binary`: the positive class alone (two classes at most).
 * `micro`: over the summed counts. `macro`: the plain mean. `weighted`: the mean by support.
 */
export type ClassAverage = 'binary' | 'micro' | 'macro' | 'weighted'

export interface ClassAverageOptions<L extends Label> {
  /** Default `binary`; with more than two classes another must be named. */
  readonly average?: ClassAverage
  /** The positive class of the `binary` average. Without it: 1 among 0/1 or -1/1, true among booleans. */
  readonly positive?: L
  /** The classes that `micro`, `macro` and `weighted` run over; by default all that occur. */
  readonly labels?: Column<L>
  readonly weights?: Numbers
  readonly zeroDivision?: ZeroDivision
}

/** Computes a score of class tallies and averages it as asked. */
export function averageOverClasses<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  { average = 'binary', positive, labels, weights }: ClassAverageOptions<L>,
  score: (tally: ClassTally) => number,
): number {
  const counts = countClasses(truth, predicted, weights)
  if (average === 'binary') {
    if (counts.labels.length > 2) {
      refuse({
        what: `There are ${counts.labels.length} classes (${listed(counts.labels)}) and average is 'binary'.`,
        where: 'average',
        fix: "Pass average: 'macro', 'micro' or 'weighted'.",
        code: 'invalid-option',
      })
    }
    const chosen = resolvePositive(counts.labels, positive)
    if (counts.labels.length === 2 && !counts.labels.some((label) => label === chosen)) {
      refuse({
        what: `positive is ${shown(chosen)}, but the labels are ${listed(counts.labels)}.`,
        where: 'positive',
        fix: 'Pass one of the labels.',
        code: 'invalid-option',
      })
    }
    return score(talliesOf(counts, [chosen])[0]!)
  }
  const tallies = talliesOf(counts, labels === undefined ? counts.labels : asLabels(labels).labels)
  return averageOfTallies(tallies, average, score)
}

/** The micro, macro or weighted average of a score; classes whose score is NaN are left out. */
export function averageOfTallies(
  tallies: readonly ClassTally[],
  average: Exclude<ClassAverage, 'binary'>,
  score: (tally: ClassTally) => number,
): number {
  if (average === 'micro') return score(summed(tallies))
  if (average !== 'macro' && average !== 'weighted') {
    refuseOption(average, 'average', "Pass 'binary', 'micro', 'macro' or 'weighted'.")
  }
  let plain = 0
  let weighted = 0
  let weight = 0
  let classes = 0
  for (const tally of tallies) {
    const value = score(tally)
    if (Number.isNaN(value)) continue
    plain += value
    weighted += value * tally.truth
    weight += tally.truth
    classes++
  }
  // Without any support the weighted average is the plain one, as in scikit-learn.
  return average === 'weighted' && weight > 0 ? weighted / weight : plain / classes
}

function summed(tallies: readonly ClassTally[]): ClassTally {
  let truth = 0
  let predicted = 0
  let agreed = 0
  for (const tally of tallies) {
    truth += tally.truth
    predicted += tally.predicted
    agreed += tally.agreed
  }
  return { truth, predicted, agreed }
}
