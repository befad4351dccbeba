import type { Column } from '../input/column'
import { punctuation, type References, readTexts, wordsOf } from './texts'

/** The mean over answers, from 0 to 1, and each answer's own. */
export interface AnswerScore {
  readonly mean: number
  readonly perAnswer: Float64Array
}

/**
 * The share of answers that equal a reference after case, punctuation, the articles a, an, the and extra spaces
 * are taken away. Equals the exact match of SQuAD's evaluation script.
 */
export function exactMatch(predicted: Column<string>, references: References): AnswerScore {
  return bestOverReferences(predicted, references, (answer, reference) =>
    answer.join(' ') === reference.join(' ') ? 1 : 0,
  )
}

/**
 * The F1 of the words that an answer shares with a reference, both made plain as for `exactMatch`; of several
 * references the best counts. Equals the F1 of SQuAD's evaluation script (version 2: an empty answer is right
 * where the reference is empty, and wrong else).
 */
export function tokenF1(predicted: Column<string>, references: References): AnswerScore {
  return bestOverReferences(predicted, references, (answer, reference) => {
    if (answer.length === 0 || reference.length === 0) return answer.length === reference.length ? 1 : 0
    const left = new Map<string, number>()
    for (const word of reference) left.set(word, (left.get(word) ?? 0) + 1)
    let shared = 0
    for (const word of answer) {
      const count = left.get(word) ?? 0
      if (count === 0) continue
      left.set(word, count - 1)
      shared++
    }
    return (2 * shared) / (answer.length + reference.length)
  })
}

function bestOverReferences(
  predicted: Column<string>,
  references: References,
  score: (answer: string[], reference: string[]) => number,
): AnswerScore {
  const perAnswer = Float64Array.from(readTexts(predicted, references), ({ text, references: own }) => {
    const answer = plainWords(text)
    return Math.max(...own.map((reference) => score(answer, plainWords(reference))))
  })
  return { mean: perAnswer.reduce((sum, value) => sum + value, 0) / perAnswer.length, perAnswer }
}

function plainWords(text: string): string[] {
  const letters = Array.from(text.toLowerCase()).filter((char) => !punctuation.has(char))
  return wordsOf(letters.join('').replace(articles, ' '))
}

/** The articles as whole words, where letters of any script make words, as in Python. */
const articles = /(?<![\p{L}\p{N}_])(a|an|the)(?![\p{L}\p{N}_])/gu
