import { damaged, quote } from './damaged'

/**
 * Reads the JSON of a safetensors header. Not `JSON.parse`, because a header is hostile input: here its
 * depth is that of the caller's calls, a name that comes twice is an error, and no name can reach an
 * object's prototype.
 */
export class HeaderParser {
  private position = 0

  constructor(
    private readonly text: string,
    private readonly where: string,
  ) {}

  /** `{ … }`: calls `member` with each name, and it must read that member's value. */
  object(member: (name: string) => void): void {
    const seen = new Set<string>()
    this.expect('{')
    if (this.accept('}')) return
    do {
      const name = this.string()
      if (seen.has(name)) throw damaged(`The header names ${quote(name)} twice`, this.where)
      seen.add(name)
      this.expect(':')
      member(name)
    } while (this.accept(','))
    this.expect('}')
  }

  string(): string {
    this.skipSpace()
    const start = this.position
    if (this.text[start] !== '"') throw this.unexpected('a string')
    for (let end = start + 1; end < this.text.length; end++) {
      const character = this.text[end]
      if (character === '\\') end++
      else if (character === '"') {
        this.position = end + 1
        return this.unescape(this.text.slice(start, end + 1))
      }
    }
    throw this.unexpected('the end of a string')
  }

  /** `[ … ]` of at most `most` whole numbers from 0 to 2^53 - 1. */
  wholeNumbers(most: number): number[] {
    const numbers: number[] = []
    this.expect('[')
    if (this.accept(']')) return numbers
    do {
      if (numbers.length === most) throw this.unexpected(`at most ${most} numbers`)
      numbers.push(this.wholeNumber())
    } while (this.accept(','))
    this.expect(']')
    return numbers
  }

  /** Nothing but white space may follow: writers pad a header to a multiple of 8 with spaces. */
  end(): void {
    this.skipSpace()
    if (this.position < this.text.length) throw this.unexpected('the end of the header')
  }

  private wholeNumber(): number {
    this.skipSpace()
    const digits = /(?:0|[1-9][0-9]{0,15})(?![0-9.eE])/y
    digits.lastIndex = this.position
    const match = digits.exec(this.text)
    const value = Number(match?.[0])
    if (!match || !Number.isSafeInteger(value)) throw this.unexpected('a whole number below 2^53')
    this.position = digits.lastIndex
    return value
  }

  private unescape(literal: string): string {
    try {
      const value: unknown = JSON.parse(literal)
      if (typeof value === 'string') return value
    } catch (cause) {
      throw damaged('The header holds a malformed string', this.where, cause)
    }
    throw this.unexpected('a string')
  }

  private expect(character: string): void {
    if (!this.accept(character)) throw this.unexpected(quote(character))
  }

  private accept(character: string): boolean {
    this.skipSpace()
    if (this.text[this.position] !== character) return false
    this.position++
    return true
  }

  private skipSpace(): void {
    while (' \t\n\r'.includes(this.text[this.position] ?? 'x')) this.position++
  }

  private unexpected(wanted: string): Error {
    const found = this.position < this.text.length ? quote(this.text[this.position]!) : 'nothing more'
    return damaged(
      `The header has ${found} at character ${this.position} where ${wanted} should be`,
      this.where,
    )
  }
}
