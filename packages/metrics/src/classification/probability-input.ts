import {
  asFiniteNumbers,
  asRows,
  type Column,
  checkNotEmpty,
  checkSameLength,
  type Numbers,
} from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels, asLabelsOf, codesOf, distinctLabels, listed, resolvePositive } from '../input/labels'
import { refuse } from '../input/refuse'
import {
  asMatrix,
  checkProbabilities,
  checkProbabilityColumn,
  isColumn,
  type ScoreMatrix,
} from '../input/score-matrix'

export interface ProbabilityOptions<L extends Label> {
  /** The class of each column of scores; by default the labels of truth, sorted. */
  readonly labels?: Column<L>
  /** Which class a column of single scores speaks of. Without it: 1 among 0/1 or -1/1, true among booleans. */
  readonly positive?: L
}

/** Probabilities of a classifier with, for each row, the column of the true class. */
export interface Probabilities {
  readonly values: ArrayLike<number>
  /** Columns of `values`: the number of classes, or 1 where only the positive class has a score. */
  readonly columns: number
  /** For each row the column of its class; with one column 1 for the positive class and 0 for the other. */
  readonly codes: Int32Array
}

/** Reads truth and probabilities in either form: a score per class, or one score of the positive class. */
export function readProbabilities<L extends Label>(
  truth: Column<L>,
  scores: Numbers | ScoreMatrix,
  { labels, positive }: ProbabilityOptions<L>,
): Probabilities {
  const truthRows = asRows(truth, 'truth')
  checkNotEmpty(truthRows, 'truth')
  if (isColumn(scores, truthRows.length)) {
    const values = asFiniteNumbers(scores, 'scores')
    checkSameLength(truthRows, 'truth', values, 'scores')
    checkProbabilityColumn(values)
    return { values, columns: 1, codes: binaryCodes(truthRows, labels, positive) }
  }
  const index = asLabelsOf(labels, truthRows, 'truth')
  if (index.labels.length < 2) {
    refuse({
      what: `The classes are ${listed(index.labels)} alone.`,
      where: 'labels',
      fix: 'Pass labels: every class that has a column of scores, in their order.',
    })
  }
  const codes = codesOf(truthRows, index, 'truth')
  const matrix = asMatrix(scores, truthRows.length, index.labels.length)
  checkProbabilities(matrix)
  return { values: matrix.values, columns: matrix.columns, codes }
}

function binaryCodes<L extends Label>(
  truth: ArrayLike<L>,
  labels: Column<L> | undefined,
  positive: L | undefined,
): Int32Array {
  const present = labels === undefined ? distinctLabels(truth, 'truth') : asLabels(labels).labels
  if (present.length > 2) {
    refuse({
      what: `There are ${present.length} classes (${listed(present)}) and one score per row.`,
      where: 'scores',
      fix: 'Pass a score for every class of every row.',
    })
  }
  const chosen = resolvePositive(present, positive)
  if (labels !== undefined) codesOf(truth, asLabels(labels), 'truth')
  const codes = new Int32Array(truth.length)
  for (let row = 0; row < codes.length; row++) if (truth[row] === chosen) codes[row] = 1
  return codes
}
