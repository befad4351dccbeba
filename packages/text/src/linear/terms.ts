/** Shortest and longest run of words that counts as a term: `[1, 2]` is single words and pairs. */
export type NgramRange = readonly [shortest: number, longest: number]

/** scikit-learn's default `token_pattern`, `(?u)\b\w\w+\b`: runs of two or more letters, digits or `_`. */
const words = /[\p{L}\p{N}_]{2,}/gu

/** The lower-cased words of a text and their runs, in scikit-learn's order: all of one length, then the next. */
export function termsOf(text: string, [shortest, longest]: NgramRange): string[] {
  const tokens = text.toLowerCase().match(words) ?? []
  if (longest === 1) return tokens
  const terms = shortest === 1 ? tokens.slice() : []
  for (let length = Math.max(shortest, 2); length <= longest; length++) {
    for (let start = 0; start + length <= tokens.length; start++) {
      let term = tokens[start]!
      for (let next = start + 1; next < start + length; next++) term += ` ${tokens[next]!}`
      terms.push(term)
    }
  }
  return terms
}
