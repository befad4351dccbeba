/** Values of one block: its sums are taken in two passes, which loses next to nothing. */
const blockSize = 4096

/**
 * Count, mean, variance, least and greatest of numbers that come one after the other. Blocks are combined as in Chan,
 * Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
 */
export class Moments {
  readonly #block = new Float64Array(blockSize)
  #filled = 0
  #count = 0
  #mean = 0
  #squares = 0
  #least = Infinity
  #greatest = -Infinity

  add(value: number): void {
    this.#block[this.#filled++] = value
    if (value < this.#least) this.#least = value
    if (value > this.#greatest) this.#greatest = value
    if (this.#filled === blockSize) this.#combine()
  }

  get count(): number {
    return this.#count + this.#filled
  }

  get mean(): number {
    this.#combine()
    return this.#mean
  }

  /** Of the values themselves: divided by their number, not by one less. */
  get variance(): number {
    this.#combine()
    return this.#squares / this.#count
  }

  /** The standard deviation; 0 where it is nothing but rounding, by the limit of scikit-learn. */
  get deviation(): number {
    const { count, mean, variance } = this
    const rounding = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2
    return variance <= rounding ? 0 : Math.sqrt(variance)
  }

  get least(): number {
    return this.#least
  }

  get greatest(): number {
    return this.#greatest
  }

  #combine(): void {
    const added = this.#filled
    if (added === 0) return
    const values = this.#block.subarray(0, added)
    const mean = meanOf(values)
    let squares = 0
    for (const value of values) squares += (value - mean) ** 2
    const count = this.#count + added
    const apart = mean - this.#mean
    this.#squares += squares + (apart * apart * this.#count * added) / count
    this.#mean += (apart * added) / count
    this.#count = count
    this.#filled = 0
  }
}

/** Corrected by the mean of what is left, so that large values of like size do not cost digits. */
function meanOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  const near = sum / values.length
  let rest = 0
  for (const value of values) rest += value - near
  return near + rest / values.length
}
