import { oneOf, realNumber, type SettingsOf } from '../../settings/settings'
import { type CompressedRows, countsOfColumns } from '../../sparse'

/** How rows, of items or of users, are compared. */
export const likenessSettings = {
  /**
   * `'cosine'` of the weights, `'jaccard'` of what the rows have in common, `'tf-idf'`: cosine of weights by which
   * columns of many entries count less, `'bm25'`: the product of weights that also saturate, or the plain `'product'`.
   */
  similarity: oneOf(['cosine', 'jaccard', 'tf-idf', 'bm25', 'product'], 'cosine'),
  /** Added to the denominator: holds back likenesses that rest on little. */
  shrinkage: realNumber({ default: 0, least: 0, most: 1e9 }),
  /** BM25: how soon a weight saturates. */
  k1: realNumber({ default: 1.2, least: 0, most: 1e9 }),
  /** BM25: how much long rows are held back, from 0 to 1. */
  b: realNumber({ default: 0.75, least: 0, most: 1 }),
}

type LikenessSettings = SettingsOf<typeof likenessSettings>

/** How rows are made comparable: likeness = product ÷ (sizeᵢ · sizeⱼ + shrinkage), or as for `overlap` in `kernels.ts`. */
export interface Comparison {
  readonly overlap: boolean
  /** What an entry counts, given its column, its weight, and the sum of its row's weights. */
  readonly weigh: (column: number, weight: number, sum: number) => number
  /** A row's size, from the sum of the squares of what its entries count. */
  readonly sizeOf: (square: number) => number
}

/** The comparison of the rows of a matrix, by the columns of all of it. */
export function comparisonOf(matrix: CompressedRows, own: LikenessSettings): Comparison {
  const { similarity } = own
  return {
    overlap: similarity === 'jaccard',
    weigh: weighedBy[similarity](matrix, own),
    sizeOf: sizeBy[similarity],
  }
}

/** What the entries of a matrix count in a comparison. */
export interface Weighed {
  readonly values: Float32Array
  /** Of each row. */
  readonly sizes: Float32Array
  /** Whether every value is 1. */
  readonly ones: boolean
}

/** Rows that are weighed before the event loop breathes. */
const SLICE = 1 << 12

export async function weighed(
  matrix: CompressedRows,
  comparison: Comparison,
  breathe: () => Promise<void>,
): Promise<Weighed> {
  const weigher = new Weigher(matrix, comparison)
  for (let row = 0; row < matrix.rows; row += SLICE) {
    weigher.weigh(row, Math.min(row + SLICE, matrix.rows))
    await breathe()
  }
  return weigher
}

/** Weighs rows of a matrix, all of them where that is asked for at once. */
export class Weigher implements Weighed {
  readonly values: Float32Array
  readonly sizes: Float32Array
  ones = true

  constructor(
    private readonly matrix: CompressedRows,
    private readonly comparison: Comparison,
  ) {
    this.values = new Float32Array(matrix.values.length)
    this.sizes = new Float32Array(matrix.rows)
  }

  weigh(from: number, to: number): this {
    const { offsets, indices, values } = this.matrix
    for (let row = from; row < to; row++) {
      let [sum, square] = [0, 0]
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) sum += values[at]!
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
        this.values[at] = this.comparison.weigh(indices[at]!, values[at]!, sum)
        square += this.values[at]! ** 2
        if (this.values[at] !== 1) this.ones = false
      }
      this.sizes[row] = this.comparison.sizeOf(square)
    }
    return this
  }
}

const sizeBy = {
  cosine: Math.sqrt,
  'tf-idf': Math.sqrt,
  jaccard: (square) => square,
  bm25: () => 1,
  product: () => 1,
} satisfies Record<LikenessSettings['similarity'], (square: number) => number>

type Weigh = Comparison['weigh']

const weighedBy: Record<
  LikenessSettings['similarity'],
  (matrix: CompressedRows, own: LikenessSettings) => Weigh
> = {
  cosine: () => (_, weight) => weight,
  product: () => (_, weight) => weight,
  jaccard: () => () => 1,
  'tf-idf': (matrix) => {
    const rarity = raritiesOf(matrix)
    return (column, weight) => Math.sign(weight) * Math.sqrt(Math.abs(weight)) * rarity[column]!
  },
  bm25: (matrix, { k1, b }) => {
    const rarity = raritiesOf(matrix)
    const mean = sumOf(matrix.values) / Math.max(1, matrix.rows)
    return (column, weight, sum) => {
      const length = 1 - b + (b * sum) / (mean || 1)
      return ((weight * (k1 + 1)) / (k1 * length + Math.abs(weight) || 1)) * rarity[column]!
    }
  },
}

/** ln(rows ÷ (1 + entries)) of each column. */
function raritiesOf(matrix: CompressedRows): Float64Array {
  return Float64Array.from(countsOfColumns(matrix), (count) => Math.log(matrix.rows) - Math.log1p(count))
}

function sumOf(values: Float32Array): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]!
  return sum
}
