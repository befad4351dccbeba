import { GraftError } from '../error'
import { philox } from './philox'

/** Lanes keep the words that derive keys apart from the words that are drawn. */
const DRAW_LANE = 0
const FOLD_LANE = 1

/**
 * A key of the counter-based generator: the only source of randomness in Graft. A key is a value, not a
 * state: drawing from it twice gives the same numbers, and independent streams are made by `fold`.
 *
 *     const key = RandomKey.from(7)
 *     const order = key.fold(epoch).permutation(rows.length)
 */
export class RandomKey {
  private constructor(
    readonly word0: number,
    readonly word1: number,
  ) {}

  /** The key of a seed: any safe integer. */
  static from(seed: number): RandomKey {
    if (!Number.isSafeInteger(seed)) {
      throw new GraftError('invalid-option', {
        what: `A seed must be a whole number between -2^53 and 2^53, but it is ${String(seed)}.`,
        fix: 'Pass an integer, for example seed: 1.',
      })
    }
    return new RandomKey(seed >>> 0, Math.floor(seed / 0x100000000) >>> 0)
  }

  /** The key with exactly these two words, for example read back from a checkpoint. */
  static fromWords(word0: number, word1: number): RandomKey {
    return new RandomKey(word0 >>> 0, word1 >>> 0)
  }

  /** An independent key for the `value`-th part of a computation (an epoch, a step, a layer). */
  fold(value: number): RandomKey {
    const words = new Uint32Array(4)
    philox(this.word0, this.word1, FOLD_LANE, value, words)
    return new RandomKey(words[0]!, words[1]!)
  }

  /** `count` uniform 32-bit words, from the `firstBlock`-th block of four on. */
  words(count: number, firstBlock = 0): Uint32Array {
    const out = new Uint32Array(count)
    philox(this.word0, this.word1, DRAW_LANE, firstBlock, out)
    return out
  }

  /** `count` numbers, uniform in [0, 1) with 53 random bits. */
  uniform(count: number): Float64Array {
    const words = this.words(2 * count)
    const out = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      out[i] = ((words[2 * i]! >>> 5) * 0x4000000 + (words[2 * i + 1]! >>> 6)) / 0x20000000000000
    }
    return out
  }

  /** `count` numbers of the standard normal distribution (Box and Muller). */
  normal(count: number): Float64Array {
    const pairs = Math.ceil(count / 2)
    const uniform = this.uniform(2 * pairs)
    const out = new Float64Array(count)
    for (let i = 0; i < pairs; i++) {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform[2 * i]!))
      const angle = 2 * Math.PI * uniform[2 * i + 1]!
      out[2 * i] = radius * Math.cos(angle)
      if (2 * i + 1 < count) out[2 * i + 1] = radius * Math.sin(angle)
    }
    return out
  }

  /** A uniformly random order of 0 … count − 1 (Fisher and Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i)
    const uniform = this.uniform(count)
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(uniform[i]! * (i + 1))
      const swap = order[i]!
      order[i] = order[j]!
      order[j] = swap
    }
    return order
  }
}
