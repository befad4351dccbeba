/** Numbers in blocks, so that growing copies nothing; joined once, at the end. */
abstract class Growing<A extends Int32Array | Float32Array | Float64Array> {
  readonly #full: A[] = []
  #block: A | undefined
  #used = 0
  #before = 0

  protected abstract make(length: number): A

  get length(): number {
    return this.#before + this.#used
  }

  push(value: number): void {
    if (this.#block === undefined || this.#used === this.#block.length) this.#grow()
    this.#block![this.#used++] = value
  }

  /** All that was pushed; afterwards this is empty. */
  taken(): A {
    const joined = this.make(this.length)
    let at = 0
    for (const block of this.#full.splice(0)) {
      joined.set(block, at)
      at += block.length
    }
    if (this.#block) joined.set(this.#block.subarray(0, this.#used), at)
    this.#block = undefined
    this.#used = 0
    this.#before = 0
    return joined
  }

  #grow(): void {
    if (this.#block) {
      this.#full.push(this.#block)
      this.#before += this.#used
    }
    this.#block = this.make(this.#block ? LARGE : SMALL)
    this.#used = 0
  }
}

/** Numbers of the first block, so that a few events cost little, and of the others. */
const SMALL = 64
const LARGE = 1 << 16

export class GrowingInts extends Growing<Int32Array> {
  protected make = (length: number): Int32Array => new Int32Array(length)
}

export class GrowingFloats extends Growing<Float64Array> {
  protected make = (length: number): Float64Array => new Float64Array(length)
}

export class GrowingSingles extends Growing<Float32Array> {
  protected make = (length: number): Float32Array => new Float32Array(length)
}
