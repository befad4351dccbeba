/** Numbers words so that sequences of them compare fast. */
export class TokenIds {
  private readonly ids = new Map<string, number>()

  of(words: readonly string[]): Int32Array {
    return Int32Array.from(words, (word) => {
      const known = this.ids.get(word)
      if (known !== undefined) return known
      this.ids.set(word, this.ids.size)
      return this.ids.size - 1
    })
  }
}

/** Sequences as whole numbers: characters of texts by code point, words or other tokens by identity. */
export function asNumbers(
  first: string | readonly string[],
  second: string | readonly string[],
): [Int32Array, Int32Array] {
  const ids = new TokenIds()
  const numbers = (sequence: string | readonly string[]) =>
    ids.of(typeof sequence === 'string' ? Array.from(sequence) : sequence)
  return [numbers(first), numbers(second)]
}
