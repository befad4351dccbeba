import { asRows, asWeights, type Column, checkNotEmpty, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels } from '../input/labels'
import { asMatrix, type FlatMatrix, type ScoreMatrix } from '../input/score-matrix'
import { type CodeRows, codeRows, type LabelSets } from './label-sets'
import { codesOfRow } from './set-tallies'

export interface ScoredSetsOptions<L extends Label> {
  /** The label of each column of scores. */
  readonly labels: Column<L>
  readonly weights?: Numbers
}

/** The labels of every row, and a score of every label for every row. */
export interface ScoredSets {
  readonly truth: CodeRows
  readonly matrix: FlatMatrix
  readonly weights: ArrayLike<number> | undefined
}

export function readScoredSets<L extends Label>(
  truth: LabelSets<L>,
  scores: ScoreMatrix,
  { labels, weights }: ScoredSetsOptions<L>,
): ScoredSets {
  const truthRows = asRows(truth, 'truth')
  checkNotEmpty(truthRows, 'truth')
  const index = asLabels(labels)
  return {
    truth: codeRows(truthRows, index, 'truth'),
    matrix: asMatrix(scores, truthRows.length, index.labels.length),
    weights: asWeights(weights, truthRows.length),
  }
}

/** 1 at every pair of a row and a label that the row has, flat in row-major order. */
export function indicatorsOf({ truth, matrix }: ScoredSets): Uint8Array {
  const indicators = new Uint8Array(matrix.rows * matrix.columns)
  for (let row = 0; row < matrix.rows; row++) {
    for (const code of codesOfRow(truth, row)) indicators[row * matrix.columns + code] = 1
  }
  return indicators
}
