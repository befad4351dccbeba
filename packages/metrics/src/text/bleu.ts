import { asWholeNumber, type Column } from '../input/column'
import { refuseOption } from '../input/refuse'
import { type BleuTokenizer, bleuTokenizers } from './bleu-tokenizers'
import { countNGrams } from './n-grams'
import { type ReferencedText, type References, readTexts, withoutEndSpace } from './texts'

export interface BleuOptions {
  /** How texts are cut into words; `13a` by default. `zh` or `char` for Chinese. */
  readonly tokenizer?: BleuTokenizer
  /** Compare in lower case; false by default. */
  readonly lowercase?: boolean
  /** What a precision of 0 becomes; `exp` by default (Chen and Cherry 2014). */
  readonly smoothing?: 'exp' | 'floor' | 'add-k' | 'none'
  /** The value of `floor` (0.1) or `add-k` (1). */
  readonly smoothingValue?: number
  /** The longest runs of words; 4 by default. */
  readonly maximumOrder?: number
  /** Leave out orders for which no run exists, for single sentences; false by default. */
  readonly effectiveOrder?: boolean
}

export interface Bleu {
  /** From 0 to 100. */
  readonly score: number
  /** Of the runs of 1, 2, … words in the texts, the percentage found in references. */
  readonly precisions: readonly number[]
  /** What short texts lose: 1 where they are at least as long as the references. */
  readonly brevityPenalty: number
  /** In words. */
  readonly predictedLength: number
  readonly referenceLength: number
  /** How it was computed, as sacreBLEU 2.6.0 writes it; report it with the score. */
  readonly signature: string
}

/**
 * BLEU of a corpus (Papineni et al. 2002). Equals sacreBLEU's `corpus_bleu`.
 *
 * @example
 * bleu(['the cat sat'], ['the cat sat down'], { effectiveOrder: true }).score
 */
export function bleu(predicted: Column<string>, references: References, options: BleuOptions = {}): Bleu {
  const texts = readTexts(predicted, references)
  const settings = settingsOf(options)
  const totals = emptyCounts(settings.maximumOrder)
  for (const text of texts) addCounts(totals, countsOf(text, settings))
  return bleuOfCounts(totals, settings, new Set(texts.map(({ references }) => references.length)))
}

/** BLEU of one sentence, with `effectiveOrder` unless told otherwise. Equals sacreBLEU's `sentence_bleu`. */
export function sentenceBleu(
  predicted: string,
  references: string | readonly string[],
  options: BleuOptions = {},
): Bleu {
  return bleu([predicted], [references], { effectiveOrder: true, ...options })
}

type Settings = Required<Omit<BleuOptions, 'smoothingValue'>> & { readonly smoothingValue: number }

export function settingsOf(options: BleuOptions): Settings {
  const { tokenizer = '13a', smoothing = 'exp', maximumOrder = 4 } = options
  asWholeNumber(maximumOrder, 'maximumOrder', 1, 16)
  if (!(tokenizer in bleuTokenizers)) {
    refuseOption(tokenizer, 'tokenizer', `Pass one of ${Object.keys(bleuTokenizers).join(', ')}.`)
  }
  const defaults = { exp: 0, floor: 0.1, 'add-k': 1, none: 0 }
  if (!(smoothing in defaults)) {
    refuseOption(smoothing, 'smoothing', "Pass 'exp', 'floor', 'add-k' or 'none'.")
  }
  const { lowercase = false, effectiveOrder = false, smoothingValue = defaults[smoothing] } = options
  return { tokenizer, smoothing, maximumOrder, lowercase, effectiveOrder, smoothingValue }
}

/** What BLEU needs of a corpus; sums over texts. */
export interface BleuCounts {
  predictedLength: number
  referenceLength: number
  readonly found: number[]
  readonly total: number[]
}

export function emptyCounts(orders: number): BleuCounts {
  const zeros = () => new Array<number>(orders).fill(0)
  return { predictedLength: 0, referenceLength: 0, found: zeros(), total: zeros() }
}

function addCounts(sum: BleuCounts, own: BleuCounts): void {
  sum.predictedLength += own.predictedLength
  sum.referenceLength += own.referenceLength
  own.found.forEach((count, at) => {
    sum.found[at]! += count
    sum.total[at]! += own.total[at]!
  })
}

export function countsOf({ text, references }: ReferencedText, settings: Settings): BleuCounts {
  const { tokenizer, lowercase, maximumOrder } = settings
  const tokens = (line: string) =>
    bleuTokenizers[tokenizer](withoutEndSpace(lowercase ? line.toLowerCase() : line))
  const words = tokens(text)
  const others = references.map(tokens)
  const counts = emptyCounts(maximumOrder)
  counts.predictedLength = words.length
  counts.referenceLength = nearestLength(words.length, others)
  for (let order = 1; order <= maximumOrder; order++) {
    const allowed = mostOf(others.map((other) => countNGrams(other, order)))
    for (const [gram, count] of countNGrams(words, order)) {
      counts.total[order - 1]! += count
      counts.found[order - 1]! += Math.min(count, allowed.get(gram) ?? 0)
    }
  }
  return counts
}

/** The length of the reference that is nearest in length, of equals the shorter. */
function nearestLength(length: number, references: readonly string[][]): number {
  let nearest = references[0]!.length
  for (const reference of references) {
    const closer = Math.abs(reference.length - length) - Math.abs(nearest - length)
    if (closer < 0 || (closer === 0 && reference.length < nearest)) nearest = reference.length
  }
  return nearest
}

/** For each run the most that any reference has of it. */
function mostOf(counts: readonly Map<string, number>[]): Map<string, number> {
  const [most, ...others] = counts
  for (const other of others) {
    for (const [gram, count] of other) most!.set(gram, Math.max(count, most!.get(gram) ?? 0))
  }
  return most!
}

/** @param references the numbers of references that texts have. */
export function bleuOfCounts(counts: BleuCounts, settings: Settings, references: ReadonlySet<number>): Bleu {
  const { predictedLength, referenceLength } = counts
  const brevityPenalty =
    predictedLength >= referenceLength
      ? 1
      : predictedLength === 0
        ? 0
        : Math.exp(1 - referenceLength / predictedLength)
  const { precisions, orders } = smoothedPrecisions(counts, settings)
  const logSum = precisions.slice(0, orders).reduce((sum, value) => sum + Math.log(value), 0)
  return {
    // A precision of 0 makes the product 0, since exp(−Infinity) is 0.
    score: orders === 0 ? 0 : brevityPenalty * Math.exp(logSum / orders),
    precisions,
    brevityPenalty,
    predictedLength,
    referenceLength,
    signature: signatureOf(settings, references),
  }
}

function smoothedPrecisions(
  { found, total }: BleuCounts,
  { smoothing, smoothingValue, maximumOrder, effectiveOrder }: Settings,
): { precisions: number[]; orders: number } {
  const precisions = new Array<number>(maximumOrder).fill(0)
  if (found.every((count) => count === 0)) return { precisions, orders: 0 }
  let halving = 1
  let orders = maximumOrder
  for (let at = 0; at < maximumOrder; at++) {
    const added = smoothing === 'add-k' && at > 0 ? smoothingValue : 0
    const [hits, all] = [found[at]! + added, total[at]! + added]
    if (all === 0) break
    if (effectiveOrder) orders = at + 1
    if (hits > 0) precisions[at] = (100 * hits) / all
    else if (smoothing === 'exp') {
      halving *= 2
      precisions[at] = 100 / (halving * all)
    } else if (smoothing === 'floor') precisions[at] = (100 * smoothingValue) / all
  }
  return { precisions, orders }
}

function signatureOf(settings: Settings, references: ReadonlySet<number>): string {
  const { lowercase, effectiveOrder, tokenizer, smoothing, smoothingValue } = settings
  const value = smoothing === 'floor' || smoothing === 'add-k' ? `[${smoothingValue.toFixed(2)}]` : ''
  return [
    `nrefs:${references.size === 1 ? [...references][0] : 'var'}`,
    `case:${lowercase ? 'lc' : 'mixed'}`,
    `eff:${effectiveOrder ? 'yes' : 'no'}`,
    `tok:${tokenizer}`,
    `smooth:${smoothing}${value}`,
    'version:2.6.0',
  ].join('|')
}
