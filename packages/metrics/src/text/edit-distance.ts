import { asNumbers } from './token-ids'

/** A text, compared character by character (code point by code point), or a list of tokens. */
export type Sequence = string | readonly string[]

/**
 * Levenshtein's distance: the fewest insertions, deletions and replacements that turn one sequence into the
 * other.
 *
 * @example
 * levenshtein('kitten', 'sitting') // 3
 */
export function levenshtein(first: Sequence, second: Sequence): number {
  return editDistance(...asNumbers(first, second))
}

/**
 * Levenshtein's distance where exchanging two neighbours counts 1 too, and nothing is edited twice (optimal
 * string alignment).
 */
export function damerauLevenshtein(first: Sequence, second: Sequence): number {
  const [a, b] = asNumbers(first, second)
  let beforeLast = new Int32Array(b.length + 1)
  let last = Int32Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const line = new Int32Array(b.length + 1)
    line[0] = i
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      let least = Math.min(replaced, last[j]! + 1, line[j - 1]! + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, beforeLast[j - 2]! + 1)
      }
      line[j] = least
    }
    beforeLast = last
    last = line
  }
  return last[b.length]!
}

/** The length of the longest sequence that both contain in order, not necessarily in one piece. */
export function longestCommonSubsequence(first: Sequence, second: Sequence): number {
  return commonLength(...asNumbers(first, second))
}

/** By Myers (1999) as Hyyrö (2003) writes it: 32 rows of the table in the bits of one number. */
export function editDistance(first: Int32Array, second: Int32Array): number {
  const [pattern, text] = first.length <= second.length ? [first, second] : [second, first]
  if (pattern.length === 0) return text.length
  const blocks = Math.ceil(pattern.length / 32)
  const matches = bitsOf(pattern, blocks)
  const none = new Int32Array(blocks)
  const risesBelow = new Int32Array(blocks).fill(-1)
  const fallsBelow = new Int32Array(blocks)
  const lastBit = 1 << ((pattern.length - 1) % 32)
  let distance = pattern.length
  for (let at = 0; at < text.length; at++) {
    const equal = matches.get(text[at]!) ?? none
    let carryUp = 1
    let carryDown = 0
    for (let block = 0; block < blocks; block++) {
      const rises = risesBelow[block]!
      const falls = fallsBelow[block]!
      const x = equal[block]! | carryDown
      const diagonal = ((((x & rises) + rises) | 0) ^ rises) | x | falls
      let up = falls | ~(diagonal | rises)
      let down = rises & diagonal
      if (block === blocks - 1) {
        if (up & lastBit) distance++
        if (down & lastBit) distance--
      }
      const nextUp = up >>> 31
      const nextDown = down >>> 31
      up = (up << 1) | carryUp
      down = (down << 1) | carryDown
      risesBelow[block] = down | ~(diagonal | up)
      fallsBelow[block] = up & diagonal
      carryUp = nextUp
      carryDown = nextDown
    }
  }
  return distance
}

/** By Hyyrö (2004), likewise. */
export function commonLength(first: Int32Array, second: Int32Array): number {
  const [pattern, text] = first.length <= second.length ? [first, second] : [second, first]
  if (pattern.length === 0) return 0
  const blocks = Math.ceil(pattern.length / 32)
  const matches = bitsOf(pattern, blocks)
  const open = new Int32Array(blocks).fill(-1)
  for (let at = 0; at < text.length; at++) {
    const equal = matches.get(text[at]!)
    if (equal === undefined) continue
    let carry = 0
    for (let block = 0; block < blocks; block++) {
      const own = open[block]!
      const hit = own & equal[block]!
      const sum = (own >>> 0) + (hit >>> 0) + carry
      carry = sum > 0xffffffff ? 1 : 0
      open[block] = sum | 0 | (own & ~equal[block]!)
    }
  }
  let length = 0
  for (let row = 0; row < pattern.length; row++) {
    if (((open[row >>> 5]! >>> (row & 31)) & 1) === 0) length++
  }
  return length
}

/** For each token of the pattern the rows where it stands, as bits. */
function bitsOf(pattern: Int32Array, blocks: number): Map<number, Int32Array> {
  const bits = new Map<number, Int32Array>()
  pattern.forEach((token, row) => {
    let own = bits.get(token)
    if (own === undefined) {
      own = new Int32Array(blocks)
      bits.set(token, own)
    }
    own[row >>> 5]! |= 1 << (row & 31)
  })
  return bits
}
