import { freePlaces, spreadPlaces } from './hash-places'

/**
 * Numbers pairs of 32-bit numbers in the order of first appearance: an open-addressing hash table, since a `Map` of texts
 * is slow and one of numbers ends at 16 million.
 */
export class PairNumbers {
  #size = 0
  /** The numbers at their hash's place or after it, −1 where the place is free. */
  #places = freePlaces()
  #firsts = new Int32Array(1 << 9)
  #seconds = new Int32Array(1 << 9)

  get size(): number {
    return this.#size
  }

  /** What the pairs consist of, by number. */
  get firsts(): Int32Array {
    return this.#firsts.subarray(0, this.#size)
  }

  get seconds(): Int32Array {
    return this.#seconds.subarray(0, this.#size)
  }

  add(first: number, second: number): number {
    const mask = this.#places.length - 1
    let place = hashOf(first, second) & mask
    for (;;) {
      const number = this.#places[place]!
      if (number === -1) break
      if (this.#firsts[number] === first && this.#seconds[number] === second) return number
      place = (place + 1) & mask
    }
    const number = this.#size++
    if (number === this.#firsts.length) {
      this.#firsts = doubled(this.#firsts)
      this.#seconds = doubled(this.#seconds)
    }
    this.#firsts[number] = first
    this.#seconds[number] = second
    this.#places[place] = number
    if (2 * this.#size > this.#places.length)
      this.#places = spreadPlaces(this.#places, this.#size, this.#hashOf)
    return number
  }

  readonly #hashOf = (number: number): number => hashOf(this.#firsts[number]!, this.#seconds[number]!)
}

/** The finalizer of MurmurHash3 over both. */
function hashOf(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1) ^ second
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function doubled(values: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * values.length)
  larger.set(values)
  return larger
}
