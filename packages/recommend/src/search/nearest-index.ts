import type { Products } from '../kernels/top-scores/products'

/** Proposes the items whose products with a user's factors are greatest, nearly always. */
export interface NearestIndex {
  /** How many items it holds. */
  readonly size: number
  /** At most `count` items by number, likely the best. */
  find(user: ArrayLike<number>, count: number): Int32Array
}

/**
 * Greatest products as nearest directions: an item's factors and bias, lengthened by one more number so that all are
 * equally long, and a user's with 1 for the bias and 0 for that number. Bachrach et al., "Speeding up the Xbox
 * recommender system using a Euclidean transformation for inner-product spaces" (RecSys 2014).
 */
export class Directions {
  readonly #longest: number

  constructor(
    private readonly products: Products,
    items: Int32Array,
  ) {
    let most = 0
    for (const item of items) most = Math.max(most, this.#square(item))
    this.#longest = most
  }

  /** How many numbers a direction has. */
  get width(): number {
    return this.products.depth + 2
  }

  writeItem(item: number, into: Float32Array, from: number): void {
    const { itemFactors, depth } = this.products
    into.set(itemFactors.subarray(item * depth, (item + 1) * depth), from)
    into[from + depth] = this.products.biases?.[item] ?? 0
    into[from + depth + 1] = Math.sqrt(Math.max(0, this.#longest - this.#square(item)))
  }

  ofUser(user: ArrayLike<number>): Float32Array {
    const direction = new Float32Array(this.width)
    direction.set(user)
    direction[this.products.depth] = 1
    return direction
  }

  #square(item: number): number {
    const { itemFactors, depth, biases } = this.products
    let sum = (biases?.[item] ?? 0) ** 2
    for (let at = item * depth; at < (item + 1) * depth; at++) sum += itemFactors[at]! ** 2
    return sum
  }
}
