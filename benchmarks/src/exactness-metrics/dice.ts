import type { RandomKey } from '@graftjs/base'

const drawn = 1024

/** Random choices for a test case; the same key gives the same ones. */
export class Dice {
  #at = drawn
  #block = 0
  #uniforms: Float64Array = new Float64Array(0)

  constructor(private readonly key: RandomKey) {}

  /** From 0 up to, not including, 1. */
  uniform(): number {
    if (this.#at === drawn) {
      this.#uniforms = this.key.fold(this.#block++).uniform(drawn)
      this.#at = 0
    }
    return this.#uniforms[this.#at++]!
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform())
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1))
  }

  chance(share: number): boolean {
    return this.uniform() < share
  }

  pick<const T>(values: readonly T[]): T {
    return values[this.whole(0, values.length - 1)]!
  }

  list<T>(length: number, draw: (at: number) => T): T[] {
    return Array.from({ length }, (_, at) => draw(at))
  }

  /** Some of the values, each once, in random order. */
  sample<T>(values: readonly T[], count: number): T[] {
    const rest = [...values]
    return this.list(Math.min(count, rest.length), () => rest.splice(this.whole(0, rest.length - 1), 1)[0]!)
  }
}
