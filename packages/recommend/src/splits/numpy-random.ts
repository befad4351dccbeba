const LENGTH = 624
const MIDDLE = 397

/**
 * NumPy's `RandomState`: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998) and what NumPy makes of its words,
 * bit by bit. With it the splits that Python programs published can be drawn again.
 */
export class NumpyRandom {
  readonly #words = new Uint32Array(LENGTH)
  #next = LENGTH

  /** As `numpy.random.RandomState(seed)`; 0 … 2³² − 1. */
  constructor(seed: number) {
    let word = seed >>> 0
    for (let at = 0; at < LENGTH; at++) {
      this.#words[at] = word
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + at + 1) >>> 0
    }
  }

  /** A word of 32 random bits. */
  word(): number {
    if (this.#next === LENGTH) this.#twist()
    let word = this.#words[this.#next++]!
    word ^= word >>> 11
    word ^= (word << 7) & 0x9d2c5680
    word ^= (word << 15) & 0xefc60000
    return (word ^ (word >>> 18)) >>> 0
  }

  /** As `random_sample()`: uniform in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.word() >>> 5
    return (high * 67108864 + (this.word() >>> 6)) / 9007199254740992
  }

  /** As `permutation(count)`. */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, at) => at)
    for (let last = count - 1; last > 0; last--) {
      const other = this.#upTo(last)
      const value = order[last]!
      order[last] = order[other]!
      order[other] = value
    }
    return order
  }

  /** Uniform in 0 … greatest: words under a mask of ones until one is not too great. */
  #upTo(greatest: number): number {
    const mask = 2 ** (32 - Math.clz32(greatest)) - 1
    for (;;) {
      const value = (this.word() & mask) >>> 0
      if (value <= greatest) return value
    }
  }

  #twist(): void {
    const words = this.#words
    for (let at = 0; at < LENGTH; at++) {
      const joined = (words[at]! & 0x80000000) | (words[(at + 1) % LENGTH]! & 0x7fffffff)
      words[at] = words[(at + MIDDLE) % LENGTH]! ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0)
    }
    this.#next = 0
  }
}
