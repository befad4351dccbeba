/** Numbers that come one after the other, kept for their quantiles: 8 bytes each. */
export class Quantiles {
  #values = new Float64Array(1024)
  #count = 0
  #sorted = false

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(2 * this.#count)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#count++] = value
    this.#sorted = false
  }

  get count(): number {
    return this.#count
  }

  /** Linear between the values next to it (Hyndman and Fan's type 7), rounded as NumPy rounds. */
  at(share: number): number {
    const values = this.#values.subarray(0, this.#count)
    if (!this.#sorted) values.sort()
    this.#sorted = true
    const position = share * (this.#count - 1)
    const below = Math.floor(position)
    const part = position - below
    const low = values[below]!
    const high = values[Math.min(below + 1, this.#count - 1)]!
    return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part)
  }
}
