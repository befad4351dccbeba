import { fromTypedArray, type Tensor } from '@graftjs/core'
import { MOST_SYLLABLES, type Word } from './words'

/** Words as the network sees them, one a row. */
export type Batch = {
  /** The letters as 1 to 26, then 0 up to the longest: int32 `[rows, longest]`. */
  readonly letters: Tensor
  /** How many letters each word has: int32 `[rows]`. */
  readonly lengths: Tensor
  /** The number of syllables, less 1: int32 `[rows]`. */
  readonly labels: Tensor
}

export const LETTERS = 26
export const CLASSES = MOST_SYLLABLES

const before = 'a'.charCodeAt(0) - 1

export function batchOf(words: readonly Word[]): Batch {
  const lengths = Int32Array.from(words, ({ spelling }) => spelling.length)
  const longest = Math.max(...lengths)
  const letters = new Int32Array(words.length * longest)
  for (const [row, { spelling }] of words.entries()) {
    letters.set(
      Array.from(spelling, (letter) => letter.charCodeAt(0) - before),
      row * longest,
    )
  }
  return {
    letters: fromTypedArray(letters, [words.length, longest]),
    lengths: fromTypedArray(lengths, [words.length]),
    labels: fromTypedArray(
      Int32Array.from(words, ({ syllables }) => syllables - 1),
      [words.length],
    ),
  }
}
