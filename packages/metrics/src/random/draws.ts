import { RandomKey } from '@graftjs/base'

const bufferWords = 4096
const twoTo32 = 0x100000000

/** A seeded stream of random draws, one after the other, on a counter-based key. */
export class Draws {
  private block = 0
  private at = bufferWords
  private words: Uint32Array = new Uint32Array(0)
  private spareNormal: number | undefined

  constructor(private readonly key: RandomKey) {}

  static from(seed: number): Draws {
    return new Draws(RandomKey.from(seed))
  }

  private word(): number {
    if (this.at >= bufferWords) {
      this.words = this.key.words(bufferWords, this.block)
      this.block += bufferWords / 4
      this.at = 0
    }
    return this.words[this.at++]!
  }

  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number {
    const high = this.word() >>> 5
    return (high * 0x4000000 + (this.word() >>> 6)) / 0x20000000000000
  }

  /** A whole number in [0, count), each equally likely (up to 2⁻¹² of its probability). */
  below(count: number): number {
    if (count <= 0x100000) return Math.floor((this.word() / twoTo32) * count)
    return Math.floor(this.uniform() * count)
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal
      this.spareNormal = undefined
      return spare
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()))
    const angle = 2 * Math.PI * this.uniform()
    this.spareNormal = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  /** Shuffles in place (Fisher and Yates) and returns the same array. */
  shuffle(values: Int32Array): Int32Array {
    for (let last = values.length - 1; last > 0; last--) {
      const other = this.below(last + 1)
      const held = values[last]!
      values[last] = values[other]!
      values[other] = held
    }
    return values
  }
}
