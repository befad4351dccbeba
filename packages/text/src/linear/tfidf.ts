import { GraftError } from '@graftjs/base'
import type { SparseMatrix, SparseVector, TimeSlice } from '@graftjs/classifier'
import { TermIndex } from './term-index'
import { type NgramRange, termsOf } from './terms'

export interface TfidfParts {
  /** Feature names by number. */
  readonly terms: readonly string[]
  /** The numbers of the same terms. */
  readonly index: TermIndex
  readonly inverseDocumentFrequency: Float64Array
  readonly ngrams: NgramRange
}

export interface TfidfOptions {
  readonly ngrams: NgramRange
  /** A term must be in this many texts: a whole number of texts, or a share of them below 1. */
  readonly minimumDocumentFrequency: number
  /** Keep only the terms that occur most often in all texts together; equals in order of first appearance. null: all. */
  readonly maximumFeatures: number | null
}

/**
 * TF-IDF as scikit-learn 1.9's `TfidfVectorizer(sublinear_tf=True, ngram_range, min_df, max_features)` defines
 * it: lower-cased words of two letters or more, `1 + ln(count)`, times `ln((1 + n) / (1 + df)) + 1`, rows of
 * length 1. Only the order of the features differs: they are numbered as they first appear.
 */
export class TfidfVectorizer {
  readonly terms: readonly string[]
  readonly inverseDocumentFrequency: Float64Array
  readonly #index: TermIndex
  readonly #ngrams: NgramRange

  private constructor({ terms, index, inverseDocumentFrequency, ngrams }: TfidfParts) {
    this.terms = terms
    this.inverseDocumentFrequency = inverseDocumentFrequency
    this.#index = index
    this.#ngrams = ngrams
  }

  /** A vectorizer of the parts that an earlier one had. */
  static from(parts: TfidfParts): TfidfVectorizer {
    return new TfidfVectorizer(parts)
  }

  /**
   * Learns the terms and their weights, and gives the texts' own vectors.
   *
   * @throws GraftError `invalid-data` where no term is left.
   */
  static async fit(
    texts: readonly string[],
    options: TfidfOptions,
    slice: TimeSlice,
    onText: (done: number) => void = () => undefined,
  ): Promise<{ vectorizer: TfidfVectorizer; matrix: SparseMatrix }> {
    const all = new TermIndex()
    const counted: TermCounts[] = []
    for (const text of texts) {
      counted.push(countTerms(termsOf(text, options.ngrams), (term) => all.add(term)))
      onText(counted.length)
      await slice.pause()
    }
    const { documents, occurrences } = await totals(counted, all.size, slice)
    const chosen = await chooseTerms(documents, occurrences, texts.length, options, slice)
    const terms: string[] = new Array(chosen.count).fill('')
    let seen = 0
    for (const [term, number] of all.entries()) {
      const feature = chosen.featureOf[number]!
      if (feature >= 0) terms[feature] = term
      if (++seen % 4096 === 0) await slice.pause()
    }
    const frequencies = new Float64Array(chosen.count)
    for (let term = 0; term < all.size; term++) {
      const feature = chosen.featureOf[term]!
      if (feature >= 0) frequencies[feature] = Math.log((1 + texts.length) / (1 + documents[term]!)) + 1
    }
    const rows: SparseVector[] = []
    for (const counts of counted) {
      rows.push(weigh(counts, frequencies, chosen.featureOf))
      await slice.pause()
    }
    const index = new TermIndex()
    for (const [feature, term] of terms.entries()) {
      index.add(term)
      if (feature % 4096 === 0) await slice.pause()
    }
    const parts = { terms, index, inverseDocumentFrequency: frequencies, ngrams: options.ngrams }
    const vectorizer = new TfidfVectorizer(parts)
    return { vectorizer, matrix: { rows, columns: terms.length } }
  }

  /** The vector of one text: length 1, or all zero where it has no known term. */
  transform(text: string): SparseVector {
    const counts = countTerms(termsOf(text, this.#ngrams), (term) => this.#index.get(term))
    return weigh(counts, this.inverseDocumentFrequency)
  }
}

interface TermCounts {
  readonly terms: Int32Array
  readonly counts: Int32Array
}

function countTerms(terms: readonly string[], numberOf: (term: string) => number | undefined): TermCounts {
  const counts = new Map<number, number>()
  for (const term of terms) {
    const number = numberOf(term)
    if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1)
  }
  return { terms: Int32Array.from(counts.keys()), counts: Int32Array.from(counts.values()) }
}

async function totals(counted: readonly TermCounts[], size: number, slice: TimeSlice) {
  const documents = new Int32Array(size)
  const occurrences = new Float64Array(size)
  for (const { terms, counts } of counted) {
    for (let i = 0; i < terms.length; i++) {
      documents[terms[i]!]! += 1
      occurrences[terms[i]!]! += counts[i]!
    }
    await slice.pause()
  }
  return { documents, occurrences }
}

/** `featureOf[term]` is the term's number among those kept, or −1. */
async function chooseTerms(
  documents: Int32Array,
  occurrences: Float64Array,
  texts: number,
  options: TfidfOptions,
  slice: TimeSlice,
): Promise<{ featureOf: Int32Array; count: number }> {
  const { minimumDocumentFrequency: minimum, maximumFeatures } = options
  const fewest = minimum < 1 ? minimum * texts : minimum
  const candidates: number[] = []
  for (let term = 0; term < documents.length; term++) if (documents[term]! >= fewest) candidates.push(term)
  await slice.pause()
  if (candidates.length === 0) {
    throw new GraftError('invalid-data', {
      what: `No term is in ${fewest} or more of the ${texts} training texts.`,
      where: 'train',
      fix: 'Lower minimumDocumentFrequency, add rows, or check that the texts are written in words.',
    })
  }
  const keep = await mostFrequent(candidates, occurrences, maximumFeatures ?? candidates.length, slice)
  const featureOf = new Int32Array(documents.length).fill(-1)
  keep.forEach((term, feature) => {
    featureOf[term] = feature
  })
  return { featureOf, count: keep.length }
}

/** The `most` terms that occur most often, in their old order, found by counting instead of sorting. */
async function mostFrequent(
  candidates: readonly number[],
  occurrences: Float64Array,
  most: number,
  slice: TimeSlice,
): Promise<readonly number[]> {
  if (candidates.length <= most) return candidates
  const termsWith = new Map<number, number>()
  for (const term of candidates)
    termsWith.set(occurrences[term]!, (termsWith.get(occurrences[term]!) ?? 0) + 1)
  await slice.pause()
  let room = most
  let threshold = Number.POSITIVE_INFINITY
  for (const [count, terms] of [...termsWith].sort((a, b) => b[0] - a[0])) {
    threshold = count
    if (terms >= room) break
    room -= terms
  }
  await slice.pause()
  return candidates.filter((term) => {
    const count = occurrences[term]!
    return count > threshold || (count === threshold && room-- > 0)
  })
}

function weigh(counted: TermCounts, frequencies: Float64Array, featureOf?: Int32Array): SparseVector {
  const length = featureOf
    ? counted.terms.filter((term) => featureOf[term]! >= 0).length
    : counted.terms.length
  const columns = new Int32Array(length)
  const values = new Float64Array(length)
  let at = 0
  let squares = 0
  for (let i = 0; i < counted.terms.length; i++) {
    const feature = featureOf ? featureOf[counted.terms[i]!]! : counted.terms[i]!
    if (feature < 0) continue
    const value = (1 + Math.log(counted.counts[i]!)) * frequencies[feature]!
    columns[at] = feature
    values[at++] = value
    squares += value * value
  }
  const norm = Math.sqrt(squares)
  for (let i = 0; i < length; i++) values[i]! /= norm
  return { columns, values }
}
