import type { Column } from '../input/column'
import { editDistance } from './edit-distance'
import { type References, readTexts, withoutOuterSpace, withSingleSpaces } from './texts'
import { TokenIds } from './token-ids'

export interface ErrorRate {
  /** errors ÷ referenceLength; above 1 where far too much was recognised. */
  readonly rate: number
  /** The insertions, deletions and replacements of all texts together. */
  readonly errors: number
  /** The words (or characters) of all references. */
  readonly referenceLength: number
}

/**
 * The words that were missed, added or mistaken, as a share of the words of the references, over the whole
 * corpus (WER). Equals jiwer's `wer`: words stand between spaces, and two or more of any whitespace count as one
 * space. Of several references the one with the fewest errors counts. Where no reference has a word, the rate is the
 * number of words that were added, so 0 for silence that was heard as silence.
 */
export function wordErrorRate(predicted: Column<string>, references: References): ErrorRate {
  return rateOf(wordErrors(predicted, references))
}

/** The same of characters (CER), whitespace at either end left out. Equals jiwer's `cer`. */
export function characterErrorRate(predicted: Column<string>, references: References): ErrorRate {
  return rateOf(characterErrors(predicted, references))
}

/** The errors of texts that may all have empty references. */
export function wordErrors(predicted: Column<string>, references: References): ErrorCounts {
  return countErrors(predicted, references, spokenWords)
}

export function characterErrors(predicted: Column<string>, references: References): ErrorCounts {
  return countErrors(predicted, references, (text) => Array.from(withoutOuterSpace(text)))
}

type ErrorCounts = Omit<ErrorRate, 'rate'>

function spokenWords(text: string): string[] {
  return withoutOuterSpace(withSingleSpaces(text))
    .split(' ')
    .filter((word) => word !== '')
}

function countErrors(
  predicted: Column<string>,
  references: References,
  tokensOf: (text: string) => string[],
): ErrorCounts {
  const ids = new TokenIds()
  let errors = 0
  let referenceLength = 0
  for (const { text, references: own } of readTexts(predicted, references)) {
    const tokens = ids.of(tokensOf(text))
    let fewest = Infinity
    let length = 0
    for (const reference of own) {
      const wanted = ids.of(tokensOf(reference))
      const distance = editDistance(wanted, tokens)
      if (distance < fewest) {
        fewest = distance
        length = wanted.length
      }
    }
    errors += fewest
    referenceLength += length
  }
  return { errors, referenceLength }
}

export function rateOf({ errors, referenceLength }: ErrorCounts): ErrorRate {
  return { rate: errors / Math.max(1, referenceLength), errors, referenceLength }
}
