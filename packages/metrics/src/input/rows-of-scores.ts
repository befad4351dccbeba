import type { ScoreMatrix } from './score-matrix'

/** How many rows the scores of so many classes are, whichever way they are laid out, where truth does not tell. */
export function rowsOfScores(scores: ScoreMatrix, classes: number): number {
  return typeof scores[0] === 'object' ? scores.length : Math.ceil(scores.length / classes)
}
