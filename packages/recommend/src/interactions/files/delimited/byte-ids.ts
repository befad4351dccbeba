import { freePlaces, spreadPlaces } from '../../../sparse'

/**
 * Numbers ids that stand as bytes in a file, in the order of first appearance, without making a text of every
 * occurrence: an open-addressing hash table over the bytes of the distinct ones.
 */
export class ByteIds {
  #size = 0
  /** The numbers at their hash's place or after it, −1 where the place is free. */
  #places = freePlaces()
  #hashes = new Int32Array(1 << 9)
  /** Where the bytes of each id begin in `#bytes`. */
  #starts = new Int32Array((1 << 9) + 1)
  #bytes = new Uint8Array(1 << 13)

  constructor(private readonly decode: (bytes: Uint8Array) => string) {}

  /** The number of the id at `source[start … end − 1]`; `admit` is called with the text of a new one and may throw. */
  add(source: Uint8Array, start: number, end: number, admit: (text: string) => void): number {
    let hash = 0x811c9dc5
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ source[at]!, 0x01000193)
    hash ^= hash >>> 15
    const mask = this.#places.length - 1
    let place = hash & mask
    for (;;) {
      const number = this.#places[place]!
      if (number === -1) break
      if (this.#hashes[number] === hash && this.#equals(number, source, start, end)) return number
      place = (place + 1) & mask
    }
    admit(this.decode(source.subarray(start, end)))
    return this.#keep(hash, place, source.subarray(start, end))
  }

  #equals(number: number, source: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[number]!
    if (this.#starts[number + 1]! - from !== end - start) return false
    for (let at = start, own = from; at < end; at++, own++) if (this.#bytes[own] !== source[at]) return false
    return true
  }

  #keep(hash: number, place: number, bytes: Uint8Array): number {
    const number = this.#size++
    if (number + 1 > this.#hashes.length) {
      this.#hashes = longer(this.#hashes)
      this.#starts = longer(this.#starts)
    }
    const from = this.#starts[number]!
    while (from + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.set(bytes, from)
    this.#starts[number + 1] = from + bytes.length
    this.#hashes[number] = hash
    this.#places[place] = number
    if (2 * this.#size > this.#places.length)
      this.#places = spreadPlaces(this.#places, this.#size, (kept) => this.#hashes[kept]!)
    return number
  }
}

function longer(values: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * values.length + 1)
  larger.set(values)
  return larger
}
