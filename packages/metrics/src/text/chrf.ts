import { asWholeNumber, type Column } from '../input/column'
import { refuse, shown } from '../input/refuse'
import { countNGrams } from './n-grams'
import { punctuation, type ReferencedText, type References, readTexts, wordsOf } from './texts'

export interface ChrfOptions {
  /** The longest runs of characters; 6 by default. */
  readonly characterOrder?: number
  /** The longest runs of words: 0 is chrF (default), 2 is chrF++. */
  readonly wordOrder?: number
  /** How many times as much recall counts as precision; 2 by default. */
  readonly beta?: number
  /** Compare in lower case; false by default. */
  readonly lowercase?: boolean
  /** Count whitespace as characters; false by default. */
  readonly whitespace?: boolean
}

export interface Chrf {
  /** From 0 to 100. */
  readonly score: number
  /** How it was computed, as sacreBLEU 2.6.0 writes it. */
  readonly signature: string
}

/**
 * The F score of shared runs of characters (Popović 2015), and of words with `wordOrder` 2 (chrF++). Equals
 * sacreBLEU's `corpus_chrf`; of several references the one with the best score counts for each text.
 */
export function chrf(predicted: Column<string>, references: References, options: ChrfOptions = {}): Chrf {
  const settings = settingsOf(options)
  const texts = readTexts(predicted, references)
  const sums = new Float64Array(3 * (settings.characterOrder + settings.wordOrder))
  for (const text of texts) {
    bestCounts(text, settings).forEach((count, at) => {
      sums[at]! += count
    })
  }
  return chrfOfCounts(sums, settings, new Set(texts.map((text) => text.references.length)))
}

export function settingsOf(options: ChrfOptions): Settings {
  const { characterOrder = 6, wordOrder = 0, beta = 2, lowercase = false, whitespace = false } = options
  asWholeNumber(characterOrder, 'characterOrder', 1, 20)
  asWholeNumber(wordOrder, 'wordOrder', 0, 10)
  if (!(typeof beta === 'number' && beta >= 0 && beta < Infinity)) {
    refuse({ what: `beta is ${shown(beta)}.`, where: 'beta', fix: 'Pass 0 or more.', code: 'invalid-option' })
  }
  return { characterOrder, wordOrder, beta, lowercase, whitespace }
}

/** @param references the numbers of references that texts have. */
export function chrfOfCounts(
  counts: Float64Array,
  { characterOrder, wordOrder, beta, lowercase, whitespace }: Settings,
  references: ReadonlySet<number>,
): Chrf {
  return {
    score: 100 * fScore(counts, beta),
    signature: [
      `nrefs:${references.size === 1 ? [...references][0] : 'var'}`,
      `case:${lowercase ? 'lc' : 'mixed'}`,
      'eff:yes',
      `nc:${characterOrder}`,
      `nw:${wordOrder}`,
      `space:${whitespace ? 'yes' : 'no'}`,
      'version:2.6.0',
    ].join('|'),
  }
}

type Settings = Required<ChrfOptions>

/** For every order: runs in the text, in the reference, shared; against the reference with the best score. */
export function bestCounts({ text, references }: ReferencedText, settings: Settings): Float64Array {
  const own = runsOf(text, settings)
  let best = new Float64Array(0)
  let bestScore = -1
  for (const reference of references) {
    const other = runsOf(reference, settings)
    const counts = Float64Array.from(own.flatMap((runs, order) => countsOf(runs, other[order]!)))
    const score = fScore(counts, settings.beta)
    if (score > bestScore) {
      best = counts
      bestScore = score
    }
  }
  return best
}

function countsOf(own: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number[] {
  let all = 0
  let shared = 0
  for (const [run, count] of own) {
    all += count
    shared += Math.min(count, other.get(run) ?? 0)
  }
  let others = 0
  for (const count of other.values()) others += count
  // Runs count for nothing where the reference is too short to have any.
  return [other.size > 0 ? all : 0, others, shared]
}

function runsOf(
  text: string,
  { characterOrder, wordOrder, lowercase, whitespace }: Settings,
): Map<string, number>[] {
  const line = lowercase ? text.toLowerCase() : text
  const characters = Array.from(whitespace ? line : wordsOf(line).join(''))
  const words = wordOrder > 0 ? wordsOf(line).flatMap(withoutPunctuation) : []
  return [
    ...Array.from({ length: characterOrder }, (_, at) => countCharacterRuns(characters, at + 1)),
    ...Array.from({ length: wordOrder }, (_, at) => countNGrams(words, at + 1)),
  ]
}

function countCharacterRuns(characters: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (let start = 0; start + order <= characters.length; start++) {
    let run = ''
    for (let at = start; at < start + order; at++) run += characters[at]
    counts.set(run, (counts.get(run) ?? 0) + 1)
  }
  return counts
}

/** Splits off one punctuation mark, at the end or else at the beginning. */
function withoutPunctuation(word: string): string[] {
  const characters = Array.from(word)
  if (characters.length === 1) return [word]
  const last = characters.at(-1)!
  if (punctuation.has(last)) return [characters.slice(0, -1).join(''), last]
  return punctuation.has(characters[0]!) ? [characters[0]!, characters.slice(1).join('')] : [word]
}

/** Precision and recall averaged over the orders that both sides have, then combined. */
function fScore(counts: Float64Array, beta: number): number {
  let precision = 0
  let recall = 0
  let orders = 0
  for (let at = 0; at < counts.length; at += 3) {
    const [own, other, shared] = [counts[at]!, counts[at + 1]!, counts[at + 2]!]
    if (own === 0 || other === 0) continue
    precision += shared / own
    recall += shared / other
    orders++
  }
  if (precision + recall === 0) return 0
  precision /= orders
  recall /= orders
  return ((1 + beta ** 2) * precision * recall) / (beta ** 2 * precision + recall)
}
