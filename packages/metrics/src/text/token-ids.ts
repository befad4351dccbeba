import { refuseValue } from '../input/refuse'

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
  return [ids.of(tokensOf(first, 'first')), ids.of(tokensOf(second, 'second'))]
}

function tokensOf(sequence: string | readonly string[], name: string): readonly string[] {
  if (typeof sequence === 'string') return Array.from(sequence)
  const wrong = Array.isArray(sequence) ? sequence.findIndex((token) => typeof token !== 'string') : undefined
  if (wrong === -1) return sequence
  const where = wrong === undefined ? name : `${name}[${wrong}]`
  const value = wrong === undefined ? sequence : sequence[wrong]
  return refuseValue(value, where, 'a text', 'Pass a text, or a list of tokens that are texts.')
}
