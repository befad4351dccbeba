import { RandomKey } from '@graftjs/base'

/** Rows of a classifier's evaluation as typed arrays, as a program that has many would hold them. */
export interface Rows {
  /** 0 or 1. */
  readonly truth: Uint8Array
  /** The probability of 1. */
  readonly scores: Float64Array
  /** 1 where the probability is above one half. */
  readonly predicted: Uint8Array
  /** One of ten classes, and what was predicted. */
  readonly classes: Uint8Array
  readonly guesses: Uint8Array
}

const rowCount = 10_000_000

/** Drawn in parts, so that making them needs hardly more memory than they take. */
const part = 100_000

export function makeRows(rows = rowCount): Rows {
  const key = RandomKey.from(7)
  const truth = new Uint8Array(rows)
  const scores = new Float64Array(rows)
  const predicted = new Uint8Array(rows)
  const classes = new Uint8Array(rows)
  const guesses = new Uint8Array(rows)
  for (let start = 0; start < rows; start += part) {
    const drawn = key.fold(start).uniform(3 * part)
    for (let at = 0; at < Math.min(part, rows - start); at++) {
      const [a, b, c] = [drawn[3 * at]!, drawn[3 * at + 1]!, drawn[3 * at + 2]!]
      const row = start + at
      truth[row] = a < 0.3 ? 1 : 0
      // A few ties: scores of nine digits, as they come out of a file.
      scores[row] = Math.round((0.2 * truth[row]! + 0.8 * b) * 1e9) / 1e9
      predicted[row] = scores[row]! > 0.5 ? 1 : 0
      classes[row] = Math.floor(a * 10)
      guesses[row] = c < 0.7 ? classes[row]! : Math.floor(b * 10)
    }
  }
  return { truth, scores, predicted, classes, guesses }
}
