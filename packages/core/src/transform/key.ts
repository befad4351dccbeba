import type { RandomKey } from '@graftjs/base'

/** A random key inside a traced function: which key of the arguments it comes from, and how it was folded. */
export class TracedKey {
  constructor(
    readonly leaf: number,
    readonly folds: readonly number[] = [],
  ) {}

  fold(value: number): TracedKey {
    return new TracedKey(this.leaf, [...this.folds, value])
  }
}

/** A source of randomness: a real key, or, while tracing, the place of one. */
export type Key = RandomKey | TracedKey

export const isTracedKey = (value: unknown): value is TracedKey =>
  typeof value === 'object' && value !== null && 'leaf' in value && 'folds' in value && 'fold' in value

export const isKey = (value: unknown): value is Key =>
  typeof value === 'object' && value !== null && ('word0' in value || isTracedKey(value)) && 'fold' in value

/** The real key behind a traced one, given the key that was passed for its argument. */
export const resolveKey = (key: RandomKey, folds: readonly number[]): RandomKey =>
  folds.reduce((folded, value) => folded.fold(value), key)
