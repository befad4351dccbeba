/** Numbers in one typed array that doubles when full. */
abstract class Growing<A extends Int32Array | Float32Array | Float64Array> {
  length = 0
  protected abstract values: A
  protected abstract make(length: number): A

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = this.make(2 * this.length)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.length++] = value
  }

  /** What was pushed, without a copy. */
  taken(): A {
    return this.values.length === this.length ? this.values : this.part()
  }

  protected abstract part(): A
}

const FIRST = 1024

export class GrowingInts extends Growing<Int32Array> {
  protected values: Int32Array = new Int32Array(FIRST)
  protected make = (length: number): Int32Array => new Int32Array(length)
  protected part = (): Int32Array => this.values.subarray(0, this.length)
}

export class GrowingFloats extends Growing<Float64Array> {
  protected values: Float64Array = new Float64Array(FIRST)
  protected make = (length: number): Float64Array => new Float64Array(length)
  protected part = (): Float64Array => this.values.subarray(0, this.length)
}

export class GrowingSingles extends Growing<Float32Array> {
  protected values: Float32Array = new Float32Array(FIRST)
  protected make = (length: number): Float32Array => new Float32Array(length)
  protected part = (): Float32Array => this.values.subarray(0, this.length)
}
