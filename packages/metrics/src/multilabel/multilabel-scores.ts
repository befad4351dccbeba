import { averageOfTallies } from '../classification/class-average'
import {
  asBeta,
  type ClassTally,
  fBetaOf,
  jaccardOf,
  precisionOf,
  recallOf,
  type ZeroDivision,
} from '../classification/class-scores'
import type { Label } from '../input/label-index'
import { type LabelSetPair, type LabelSets, type MultilabelOptions, readLabelSets } from './label-sets'
import { talliesByLabel, talliesByRow } from './set-tallies'

export interface MultilabelScoresOptions<L extends Label> extends MultilabelOptions<L> {
  /**
   * `samples`: the mean over rows (default). `micro`: over the summed counts. `macro`: the plain mean over
   * labels. `weighted`: the mean over labels by how often each occurs.
   */
  readonly average?: 'samples' | 'micro' | 'macro' | 'weighted'
  /** How many times as much recall counts as precision in F; 1 by default. */
  readonly beta?: number
  readonly zeroDivision?: ZeroDivision
}

export interface MultilabelScores {
  readonly precision: number
  readonly recall: number
  readonly fBeta: number
  /** The shared labels as a share of all labels that a row has or was given. */
  readonly jaccard: number
}

/**
 * Precision, recall, F and Jaccard where a row may have any number of labels. Equals scikit-learn's
 * `precision_recall_fscore_support` and `jaccard_score` on indicator matrices.
 *
 * @example
 * multilabelScores([['news', 'sport'], []], [['sport'], ['news']]).precision // 0.5
 */
export function multilabelScores<L extends Label>(
  truth: LabelSets<L>,
  predicted: LabelSets<L>,
  options: MultilabelScoresOptions<L> = {},
): MultilabelScores {
  const { average = 'samples', zeroDivision = 0 } = options
  const beta = asBeta(options.beta ?? 1)
  const pair = readLabelSets(truth, predicted, options)
  const averaged = averagerOf(pair, average)
  return {
    precision: averaged((tally) => precisionOf(tally, zeroDivision)),
    recall: averaged((tally) => recallOf(tally, zeroDivision)),
    fBeta: averaged((tally) => fBetaOf(tally, beta, zeroDivision)),
    jaccard: averaged((tally) => jaccardOf(tally, zeroDivision)),
  }
}

function averagerOf(
  pair: LabelSetPair<Label>,
  average: 'samples' | 'micro' | 'macro' | 'weighted',
): (score: (tally: ClassTally) => number) => number {
  if (average !== 'samples') {
    const tallies = talliesByLabel(pair)
    return (score) => averageOfTallies(tallies, average, score)
  }
  const tallies = talliesByRow(pair)
  return (score) => {
    let sum = 0
    let total = 0
    tallies.forEach((tally, row) => {
      const value = score(tally)
      if (Number.isNaN(value)) return
      const weight = pair.weights === undefined ? 1 : pair.weights[row]!
      sum += weight * value
      total += weight
    })
    return sum / total
  }
}
