import type { ContextOfOne } from '../../interactions/context/context-value'
import type { Products } from '../../kernels/top-scores/products'
import type { Model, Query } from '../../recommender/model'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { SavedArrays } from '../../recommender/saved-arrays'

/** What describes users and items: `depth` numbers each. */
export interface Factors {
  readonly users: number
  readonly items: number
  readonly depth: number
  /** users × depth */
  readonly userFactors: Float32Array
  /** items × depth */
  readonly itemFactors: Float32Array
}

export function factorsToSave({ users, items, depth, userFactors, itemFactors }: Factors): NamedArrays {
  return {
    'user-factors': { values: userFactors, shape: [users, depth] },
    'item-factors': { values: itemFactors, shape: [items, depth] },
  }
}

export function savedFactors(arrays: SavedArrays, depth: number): Factors {
  const [users = 0, items = 0] = [arrays.shape('user-factors')[0], arrays.shape('item-factors')[0]]
  return {
    users,
    items,
    depth,
    userFactors: arrays.float32('user-factors', [users, depth]),
    itemFactors: arrays.float32('item-factors', [items, depth]),
  }
}

/**
 * Factors and what an item has for itself. A user of whose taste nothing is known has zeros, and so has an item that
 * nobody chose and of which nothing is known.
 */
export interface BiasedFactors extends Factors {
  readonly biases: Float32Array
}

export function savedBiasedFactors(arrays: SavedArrays, depth: number): BiasedFactors {
  const factors = savedFactors(arrays, depth)
  return { ...factors, biases: arrays.float32('biases', [factors.items]) }
}

/** The row of a matrix. */
export const rowOf = (matrix: Float32Array, row: number, depth: number): Float32Array =>
  matrix.subarray(row * depth, (row + 1) * depth)

/** The product of a vector with row `row` of a matrix. */
export function productWith(
  vector: ArrayLike<number>,
  matrix: Float32Array,
  row: number,
  depth: number,
): number {
  let sum = 0
  for (let d = 0, at = row * depth; d < depth; d++, at++) sum += vector[d]! * matrix[at]!
  return sum
}

/** Whether a row has any number but 0: an item that nobody chose has none. */
export function isDescribed(matrix: Float32Array, row: number, depth: number): boolean {
  for (let at = row * depth; at < (row + 1) * depth; at++) if (matrix[at] !== 0) return true
  return false
}

/** The rows with any number but 0. */
export const describedRows = (matrix: Float32Array, depth: number): Int32Array =>
  Int32Array.from({ length: matrix.length / depth }, (_, row) => row).filter((row) =>
    isDescribed(matrix, row, depth),
  )

/** Writes the cosine of a vector with each described row. */
export function writeCosines(
  vector: ArrayLike<number>,
  matrix: Float32Array,
  depth: number,
  scores: Float64Array,
): void {
  const own = Math.hypot(...Array.from({ length: depth }, (_, d) => vector[d]!))
  if (!(own > 0)) return
  for (let row = 0; row < scores.length; row++) {
    let [product, square] = [0, 0]
    for (let d = 0, at = row * depth; d < depth; d++, at++) {
      product += vector[d]! * matrix[at]!
      square += matrix[at]! ** 2
    }
    if (square > 0) scores[row] = product / (own * Math.sqrt(square))
  }
}

/** Rows of the padded width, as kernels take them, without the padding; `rows` × `depth`. */
export function unpadded(padded: Float32Array, rows: number, width: number, depth: number): Float32Array {
  const out = new Float32Array(rows * depth)
  for (let row = 0; row < rows; row++) out.set(padded.subarray(row * width, row * width + depth), row * depth)
  return out
}

/** The other way round, into rows of `width` that hold zeros. */
export function pad(values: Float32Array, depth: number, into: Float32Array, width: number): void {
  for (let row = 0; row * depth < values.length; row++) into.set(rowOf(values, row, depth), row * width)
}

/** A model whose scores grow with products of factors, so that many users' best items can be found at once. */
export interface FactorizedModel extends Model {
  readonly products: Products
  /** The same in a context, for models that learnt from it: the order of items for everyone there. */
  readonly productsIn?: (context: ContextOfOne) => Products
  /** The items that the model has something to say about. */
  readonly candidates: Int32Array
  /** The factors of whoever asks; undefined where nothing is known of their taste. */
  factorsOf(query: Query): ArrayLike<number> | undefined
}

export function isFactorized(model: Model): model is FactorizedModel {
  return 'products' in model
}
