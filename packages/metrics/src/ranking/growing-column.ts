/** So few values are sorted faster one by one than by a call. */
const fewValues = 32

/** A list of numbers in one typed array that doubles when full. */
export class GrowingColumn {
  length = 0
  private buffer: Float64Array

  constructor(capacity: number) {
    this.buffer = new Float64Array(Math.max(16, Math.ceil(capacity)))
  }

  push(value: number): void {
    if (this.length === this.buffer.length) {
      const larger = new Float64Array(2 * this.length)
      larger.set(this.buffer)
      this.buffer = larger
    }
    this.buffer[this.length++] = value
  }

  /** Sorts the values from a position on, greatest first. */
  sortFrom(start: number): void {
    const { buffer } = this
    if (this.length - start > fewValues) {
      buffer.subarray(start, this.length).sort().reverse()
      return
    }
    for (let at = start + 1; at < this.length; at++) {
      const value = buffer[at]!
      let place = at
      for (; place > start && buffer[place - 1]! < value; place--) buffer[place] = buffer[place - 1]!
      buffer[place] = value
    }
  }

  values(): Float64Array {
    return this.buffer.subarray(0, this.length)
  }
}
