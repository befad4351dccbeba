import { Damaged } from '../damaged'
import type { ParquetFooter } from './footer'
import type { ColumnPieces } from './read-group'

/** A column in pieces, looked up from front to back. */
export class PiecedColumn {
  readonly name: string
  readonly #pieces: ColumnPieces
  readonly #isFlat: boolean
  /** How many digits decimals have after their point. */
  readonly #scale: number | undefined
  #piece = 0
  #first = 0

  constructor(name: string, pieces: ColumnPieces, rows: number, { metadata, leaves }: ParquetFooter) {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
    if (length !== rows) throw new Damaged(`the column ${name} has ${length} values for ${rows} rows`)
    this.name = name
    this.#pieces = pieces
    this.#isFlat = leaves.some(({ path, isFlat }) => isFlat && path[0] === name)
    const element = metadata.schema.find((one) => one.name === name && one.converted_type === 'DECIMAL')
    this.#scale = element && Math.min(Math.max(element.scale ?? 0, 0), 100)
  }

  at(row: number): unknown {
    while (row - this.#first >= this.#pieces[this.#piece]!.length) {
      this.#first += this.#pieces[this.#piece++]!.length
    }
    const value: unknown = this.#pieces[this.#piece]![row - this.#first]
    // hyparquet has undefined for null in nested columns; in flat ones nothing but damage makes it.
    if (value === undefined && this.#isFlat) throw new Damaged(`the column ${this.name} lacks a value`)
    // 110 × 0.01 is not 1.1: the nearest number of so many digits is meant.
    if (this.#scale !== undefined && typeof value === 'number') return Number(value.toFixed(this.#scale))
    return value ?? null
  }
}
