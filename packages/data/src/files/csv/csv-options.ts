import { invalidOption, oneOf } from '../../dataset/options'
import type { BadLine, OnBadRow } from '../bad-row'
import { checkEncoding } from '../text/text-blocks'

export interface CsvOptions {
  /** What stands between cells; a comma by default, a tab for `readTsv`. */
  readonly delimiter?: string
  /** What a cell may be enclosed in, doubled inside it; `"` by default, null where the file knows no quotes. */
  readonly quote?: string | null
  /** The names of the columns, for a file without a header line. */
  readonly header?: readonly string[]
  /** A label of the Encoding Standard such as `windows-1252`; UTF-8 by default, or what a byte order mark says. */
  readonly encoding?: string
  /** Cells that stand for a missing value in columns whose type ends with `?`; only the empty cell by default. */
  readonly missing?: readonly string[]
  /** What numbers have before their fraction: a point by default. */
  readonly decimal?: '.' | ','
  /** What becomes of a row with fewer cells than the header: it is bad (default), or empty cells are added. */
  readonly short?: 'bad' | 'fill'
  /** Hears of every bad row, which is then left out. Without it the first one stops the reading with an error. */
  readonly badRows?: OnBadRow<BadLine>
}

/** The options with every default filled in. */
export interface Dialect {
  readonly delimiter: string
  readonly quote: string | null
  readonly header: readonly string[] | undefined
  readonly encoding: string | undefined
  readonly missing: ReadonlySet<string>
  readonly decimal: string
  readonly fills: boolean
  readonly badRows: OnBadRow<BadLine> | undefined
}

/** @throws GraftError `invalid-option`. */
export function dialectOf(options: CsvOptions, defaultDelimiter: string): Dialect {
  const { delimiter = defaultDelimiter, quote = '"', header, encoding, missing = [''] } = options
  const { decimal = '.', short = 'bad', badRows } = options
  if (!isMark(delimiter)) throw invalidOption('delimiter', delimiter, "Pass one character, for example ';'.")
  if (quote !== null && (!isMark(quote) || quote === delimiter)) {
    throw invalidOption('quote', quote, 'Pass one character other than the delimiter, or null.')
  }
  checkEncoding(encoding)
  oneOf(decimal, 'decimal', ['.', ','])
  oneOf(short, 'short', ['bad', 'fill'])
  if (badRows !== undefined && typeof badRows !== 'function') {
    throw invalidOption('badRows', badRows, 'Pass a function that hears of bad rows, or leave it out.')
  }
  return {
    delimiter,
    quote,
    header,
    encoding,
    missing: new Set(missing),
    decimal,
    fills: short === 'fill',
    badRows,
  }
}

/** One character that cannot be a line end or a byte order mark. */
function isMark(text: unknown): boolean {
  return typeof text === 'string' && text.length === 1 && !/[\r\n\ufeff]/.test(text)
}
