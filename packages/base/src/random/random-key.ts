import { GraftError } from '../error'
import { philox } from './philox'
import { fillWords } from './words'

/** Lanes keep the words that derive keys apart from the words that are drawn. */
export const DRAW_LANE = 0
const FOLD_LANE = 1

/** Words that are drawn at a time on the way to other numbers. */
const CHUNK = 2048

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
    fillWords(this.word0, this.word1, DRAW_LANE, firstBlock, out)
    return out
  }

  /** `count` numbers, uniform in [0, 1) with 53 random bits. */
  uniform(count: number): Float64Array {
    const out = new Float64Array(count)
    const words = new Uint32Array(Math.min(2 * count, CHUNK))
    for (let start = 0; start < count; start += CHUNK / 2) {
      fillWords(this.word0, this.word1, DRAW_LANE, start / 2, words)
      const end = Math.min(count, start + CHUNK / 2)
      for (let i = start, at = 0; i < end; i++, at += 2) {
        out[i] = ((words[at]! >>> 5) * 0x4000000 + (words[at + 1]! >>> 6)) / 0x20000000000000
      }
    }
    return out
  }

  /** `count` numbers of the standard normal distribution (Box and Muller). */
  normal(count: number): Float64Array {
    const out = this.uniform(count + (count % 2))
    for (let i = 0; i < out.length; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - out[i]!))
      const angle = 2 * Math.PI * out[i + 1]!
      out[i] = radius * Math.cos(angle)
      out[i + 1] = radius * Math.sin(angle)
    }
    return out.length === count ? out : out.slice(0, count)
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
