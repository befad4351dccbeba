import { asWholeNumber, type Column } from '../input/column'
import { commonLength } from './edit-distance'
import { countNGrams, sharedNGrams } from './n-grams'
import { porterStem } from './porter-stem'
import { type References, readTexts } from './texts'
import { TokenIds } from './token-ids'

export interface RougeScore {
  /** Of what the text has, the share that the reference has too. */
  readonly precision: number
  /** Of what the reference has, the share that the text has too. */
  readonly recall: number
  readonly f1: number
}

export interface RougeOptions {
  /** Compare English words without their endings ("connected" as "connect"); false by default. */
  readonly stemming?: boolean
}

export interface RougeNOptions extends RougeOptions {
  /** The length of runs; 1 by default. */
  readonly n?: number
}

/** The mean over texts, and each text's own, for intervals and paired tests. */
export interface Rouge extends RougeScore {
  readonly perText: readonly RougeScore[]
}

/**
 * ROUGE-N: the shared runs of `n` words (Lin 2004). Equals rouge-score's `rouge1`, `rouge2` …: lower case, letters
 * a to z and digits only. Of several references the one with the best F1 counts.
 */
export function rougeN(
  predicted: Column<string>,
  references: References,
  { n = 1, stemming = false }: RougeNOptions = {},
): Rouge {
  asWholeNumber(n, 'n', 1)
  return average(predicted, references, (text, reference) => {
    const own = countNGrams(tokensOf(text, stemming), n)
    const wanted = countNGrams(tokensOf(reference, stemming), n)
    return scoreOf(sharedNGrams(wanted, own), totalOf(own), totalOf(wanted))
  })
}

/** ROUGE-L: the longest common subsequence of words. Equals rouge-score's `rougeL`. */
export function rougeL(
  predicted: Column<string>,
  references: References,
  { stemming = false }: RougeOptions = {},
): Rouge {
  const ids = new TokenIds()
  return average(predicted, references, (text, reference) => {
    const own = ids.of(tokensOf(text, stemming))
    const wanted = ids.of(tokensOf(reference, stemming))
    return scoreOf(commonLength(own, wanted), own.length, wanted.length)
  })
}

/**
 * ROUGE-Lsum: for each line of the reference, the words that are in a longest common subsequence with any line
 * of the text. Equals rouge-score's `rougeLsum`; sentences stand on lines.
 */
export function rougeLsum(
  predicted: Column<string>,
  references: References,
  { stemming = false }: RougeOptions = {},
): Rouge {
  const ids = new TokenIds()
  const linesOf = (text: string) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ids.of(tokensOf(line, stemming)))
  return average(predicted, references, (text, reference) => summaryScore(linesOf(text), linesOf(reference)))
}

function average(
  predicted: Column<string>,
  references: References,
  score: (text: string, reference: string) => RougeScore,
): Rouge {
  const perText = readTexts(predicted, references).map(({ text, references }) =>
    references
      .map((reference) => score(text, reference))
      .reduce((best, other) => (other.f1 > best.f1 ? other : best)),
  )
  const mean = (name: keyof RougeScore) => perText.reduce((sum, own) => sum + own[name], 0) / perText.length
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1'), perText }
}

function tokensOf(text: string, stemming: boolean): string[] {
  const words = text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  // rouge-score leaves words of up to three letters as they are.
  return stemming ? words.map((word) => (word.length > 3 ? porterStem(word) : word)) : words
}

function totalOf(counts: ReadonlyMap<string, number>): number {
  let total = 0
  for (const count of counts.values()) total += count
  return total
}

function scoreOf(shared: number, own: number, wanted: number): RougeScore {
  const precision = own === 0 ? 0 : shared / own
  const recall = wanted === 0 ? 0 : shared / wanted
  const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0
  return { precision, recall, f1 }
}

function summaryScore(own: readonly Int32Array[], wanted: readonly Int32Array[]): RougeScore {
  const remainingOwn = countTokens(own)
  const remainingWanted = countTokens(wanted)
  let hits = 0
  for (const line of wanted) {
    const matched = new Uint8Array(line.length)
    for (const other of own) markCommon(line, other, matched)
    line.forEach((token, at) => {
      const [mine, theirs] = [remainingOwn.get(token) ?? 0, remainingWanted.get(token) ?? 0]
      if (matched[at] === 0 || mine === 0 || theirs === 0) return
      // Each word is counted as often as both sides have it, not once per line.
      hits++
      remainingOwn.set(token, mine - 1)
      remainingWanted.set(token, theirs - 1)
    })
  }
  const lengthOf = (lines: readonly Int32Array[]) => lines.reduce((sum, line) => sum + line.length, 0)
  return scoreOf(hits, lengthOf(own), lengthOf(wanted))
}

function countTokens(lines: readonly Int32Array[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const line of lines) for (const token of line) counts.set(token, (counts.get(token) ?? 0) + 1)
  return counts
}

/** Marks the places of one longest common subsequence, the one that rouge-score's way back through the table finds. */
function markCommon(line: Int32Array, other: Int32Array, matched: Uint8Array): void {
  const columns = other.length + 1
  const table = new Int32Array((line.length + 1) * columns)
  for (let i = 1; i <= line.length; i++) {
    for (let j = 1; j <= other.length; j++) {
      table[i * columns + j] =
        line[i - 1] === other[j - 1]
          ? table[(i - 1) * columns + j - 1]! + 1
          : Math.max(table[(i - 1) * columns + j]!, table[i * columns + j - 1]!)
    }
  }
  let i = line.length
  let j = other.length
  while (i > 0 && j > 0) {
    if (line[i - 1] === other[j - 1]) {
      matched[i - 1] = 1
      i--
      j--
    } else if (table[i * columns + j - 1]! > table[(i - 1) * columns + j]!) j--
    else i--
  }
}
