import { RandomKey } from '@graftjs/base'

/** Draws for property tests: the same seed gives the same cases. */
export class Chance {
  #uniform: Float64Array
  #at = 0
  #block = 0

  constructor(private readonly seed: number) {
    this.#uniform = RandomKey.from(seed).uniform(1024)
  }

  /** A whole number from 0 to count − 1. */
  below(count: number): number {
    if (this.#at === this.#uniform.length) {
      this.#uniform = RandomKey.from(this.seed)
        .fold(++this.#block)
        .uniform(1024)
      this.#at = 0
    }
    return Math.floor(this.#uniform[this.#at++]! * count)
  }

  oneOf<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)]!
  }
}

const pieces = [
  'a',
  'bc',
  ' ',
  ',',
  ';',
  '"',
  '""',
  '\n',
  '\r\n',
  'é',
  '漢',
  '😀',
  '0',
  '12.5',
  "'",
  '\t',
  'long text without marks',
]

/** A table of cells that hold everything that makes CSV hard. */
export function randomTable(chance: Chance): string[][] {
  const columns = 2 + chance.below(4)
  return Array.from({ length: 1 + chance.below(12) }, () =>
    Array.from({ length: columns }, () => {
      let cell = ''
      for (let more = chance.below(5); more > 0; more--) cell += chance.oneOf(pieces)
      return cell
    }),
  )
}

/** The table as CSV: cells quoted where they must be, and sometimes where they need not be. */
export function writeTable(table: readonly (readonly string[])[], chance: Chance, lineEnd: string): string {
  const lines = table.map((cells) =>
    cells
      .map((cell) => {
        const must = /[",\r\n]/.test(cell) || cell === ''
        return must || chance.below(4) === 0 ? `"${cell.replaceAll('"', '""')}"` : cell
      })
      .join(','),
  )
  return lines.join(lineEnd) + (chance.below(2) === 0 ? lineEnd : '')
}

/** The bytes in blocks of 1 to `most` bytes, so that a block may end anywhere. */
export function inBlocks(bytes: Uint8Array, chance: Chance, most: number): () => AsyncGenerator<Uint8Array> {
  return async function* () {
    for (let at = 0; at < bytes.length; ) {
      const end = Math.min(bytes.length, at + 1 + chance.below(most))
      yield bytes.subarray(at, end)
      at = end
    }
  }
}
