import Papa from 'papaparse'
import { Unusable } from '../bad-row'

/** A row as it stands in a file. */
export type CsvRecord =
  | { readonly kind: 'cells'; readonly line: number; readonly lines: number; readonly cells: string[] }
  | { readonly kind: 'bad'; readonly line: number; readonly text: string; readonly why: Unusable }

/** How much is parsed at a time after something was wrong, so that a file full of errors takes linear time. */
const smallPiece = 256
const largePiece = 1 << 20
/** A row above so many characters is taken for one whose quote was never closed. */
const longestRecord = 1 << 24

/** Cuts text into the cells of rows, and knows the line of each. */
export class CsvRecords {
  readonly #quote: string | null
  readonly #configuration: Papa.ParseConfig<string[]>
  #newline: string | undefined
  /** What was not parsed yet: it begins where a row begins. */
  #rest = ''
  /** The line that the rest begins on. */
  #line = 1
  /** How long the rest must be before it is worth another try. */
  #wanted = 0
  #piece = largePiece

  constructor(delimiter: string, quote: string | null) {
    this.#quote = quote
    this.#configuration = { delimiter, ...(quote === null ? { fastMode: true } : { quoteChar: quote }) }
  }

  /** The rows that the text so far completes. */
  *push(text: string): Generator<CsvRecord> {
    this.#newline ??= text.includes('\n') || !text.includes('\r') ? '\n' : '\r'
    this.#rest += text
    if (this.#rest.length >= this.#wanted) yield* this.#parse(false)
  }

  /** The rows that are left when the file has ended. */
  *end(): Generator<CsvRecord> {
    yield* this.#parse(true)
  }

  *#parse(ended: boolean): Generator<CsvRecord> {
    const newline = this.#newline === '\r' ? '\r' : '\n'
    while (this.#rest !== '') {
      const piece = this.#rest.slice(0, pieceLength(this.#rest, this.#piece, newline))
      const { data, errors } = Papa.parse<string[]>(piece, { ...this.#configuration, newline })
      const wrong = errors.find(({ type }) => type === 'Quotes')
      if (piece.endsWith(newline)) data.pop() // what stands after the last line end
      const first = this.#line
      yield* this.#rowsOf(wrong === undefined ? data : data.slice(0, wrong.row), piece, newline)
      if (wrong === undefined) {
        this.#rest = this.#rest.slice(piece.length)
        this.#piece = Math.min(2 * this.#piece, largePiece)
        continue
      }
      this.#rest = this.#rest.slice(offsetOfLine(piece, this.#line - first, newline))
      if (wrong.code === 'MissingQuotes') {
        if (piece.length < this.#rest.length) {
          this.#piece *= 2
          continue
        }
        if (!ended && this.#rest.length <= longestRecord) {
          this.#wanted = 2 * this.#rest.length
          return
        }
      }
      yield this.#badLine(wrong.code === 'MissingQuotes', newline)
    }
  }

  *#rowsOf(data: string[][], piece: string, newline: string): Generator<CsvRecord> {
    const mayHoldLines = this.#quote !== null && piece.includes(this.#quote)
    for (const cells of data) {
      const line = this.#line
      let lines = 1
      if (mayHoldLines) for (const cell of cells) lines += count(cell, newline)
      this.#line += lines
      const end = cells.length - 1
      if (newline === '\n' && cells[end]!.endsWith('\r')) cells[end] = cells[end]!.slice(0, -1)
      if (cells.length > 1 || cells[0] !== '') yield { kind: 'cells', line, lines, cells }
    }
  }

  /** Gives up on the row that the rest begins with, and takes up again on its second line. */
  #badLine(open: boolean, newline: string): CsvRecord {
    const end = this.#rest.indexOf(newline)
    const text = end < 0 ? this.#rest : this.#rest.slice(0, end)
    this.#rest = end < 0 ? '' : this.#rest.slice(end + 1)
    this.#piece = smallPiece
    this.#wanted = 0
    const reason = open
      ? 'A quote is opened on this line and never closed.'
      : 'A quoted cell that begins on this line goes on after a quote: quotes inside it must be doubled.'
    return { kind: 'bad', line: this.#line++, text, why: new Unusable(reason) }
  }
}

function pieceLength(text: string, wanted: number, newline: string): number {
  if (text.length <= wanted) return text.length
  const before = text.lastIndexOf(newline, wanted - 1) + 1
  return before > 0 ? before : text.indexOf(newline, wanted) + 1 || text.length
}

function offsetOfLine(text: string, line: number, newline: string): number {
  let at = 0
  for (let passed = 0; passed < line; passed++) at = text.indexOf(newline, at) + 1
  return at
}

function count(text: string, part: string): number {
  let found = 0
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) found++
  return found
}
