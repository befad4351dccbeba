import type { KernelRows } from './kernel-rows'
import type { KernelSession } from './kernel-session'

/** The side of a tile, and its numbers. */
const SIDE = 64
const TILE = SIDE * SIDE

/** Rows of which a thread adds the products at a time, and tiles that it works on at a time. */
const ROWS = 4
const TILES = 8

/** A symmetric matrix in double precision, of which the lower half is kept, tile by tile. */
export class SymmetricMatrix {
  readonly #tiles: Float64Array
  readonly #blocks: number

  constructor(
    private readonly session: KernelSession,
    readonly size: number,
  ) {
    this.#blocks = Math.ceil(size / SIDE)
    this.#tiles = session.memory.doubles(((this.#blocks * (this.#blocks + 1)) / 2) * TILE)
    for (let i = size; i < this.#blocks * SIDE; i++) this.#tiles[this.#placeOf(i, i)] = 1
  }

  at(i: number, j: number): number {
    return this.#tiles[i >= j ? this.#placeOf(i, j) : this.#placeOf(j, i)]!
  }

  /** matrix += rows · rowsᵀ, given the rows and, with ascending rows in each, the columns. */
  async addProducts(rows: KernelRows, columns: KernelRows): Promise<void> {
    const { session } = this
    let cost = 0
    for (let column = 0; column < columns.rows; column++) {
      cost += (columns.offsets[column + 1]! - columns.offsets[column]!) ** 2 / 2
    }
    const work = { tasks: this.size, take: ROWS, cost }
    const [byRow, byColumn] = [rows, columns].map(
      ({ offsets, indices, values }) => [offsets, indices, values] as const,
    )
    await session.run('addProducts', work, ...byRow!, ...byColumn!, this.#tiles)
  }

  /** Writes the whole matrix, each column times its factor, with zeros on the diagonal; a block of rows at a time. */
  async writeScaled(factors: Float64Array, out: Float32Array): Promise<void> {
    const { size } = this
    const tiles = this.#tiles
    for (let i = 0; i < size; i++) {
      for (let from = 0; from <= i; from += SIDE) {
        const line = this.#placeOf(i, from) - from
        const end = Math.min(i, from + SIDE)
        for (let j = from; j < end; j++) {
          const value = tiles[line + j]!
          out[i * size + j] = value * factors[j]!
          out[j * size + i] = value * factors[i]!
        }
      }
      if (i % SIDE === 0) await this.session.breathe()
    }
  }

  /** Adds, given each entry of the diagonal. */
  addToDiagonal(amount: (entry: number) => number): void {
    for (let i = 0; i < this.size; i++) {
      const place = this.#placeOf(i, i)
      this.#tiles[place]! += amount(this.#tiles[place]!)
    }
  }

  /** Replaces a positive definite matrix by minus its inverse. */
  async invert(onProgress: (step: number, steps: number) => void): Promise<void> {
    const { session } = this
    const blocks = this.#blocks
    const tiles = this.#tiles
    const pivot = session.memory.doubles(TILE)
    const [kept, products] = [session.memory.doubles(blocks * TILE), session.memory.doubles(blocks * TILE)]
    const cost = SIDE ** 3
    for (let block = 0; block < blocks; block++) {
      await session.run('sweepPivot', { tasks: 1, cost }, tiles, block, pivot)
      await session.run(
        'sweepColumns',
        { tasks: blocks, cost: blocks * cost },
        tiles,
        block,
        pivot,
        kept,
        products,
      )
      const all = (blocks * (blocks + 1)) / 2
      const work = { tasks: all, take: TILES, cost: all * cost }
      await session.run('sweepTiles', work, tiles, block, kept, products)
      onProgress(block + 1, blocks)
    }
  }

  /** Where (i, j), j ≤ i, stands. */
  #placeOf(i: number, j: number): number {
    const [row, column] = [Math.floor(i / SIDE), Math.floor(j / SIDE)]
    return ((row * (row + 1)) / 2 + column) * TILE + (i % SIDE) * SIDE + (j % SIDE)
  }
}
