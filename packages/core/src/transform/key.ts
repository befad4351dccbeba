import type { RandomKey } from '@graftjs/base'
import { describeValue } from '../tensor/describe-value'
import { mistake } from '../tensor/mistake'

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

/** Throws for what is no key: a seed, nothing. */
export function assertKey(of: string, key: unknown): asserts key is Key {
  if (isKey(key)) return
  throw mistake('invalid-option', {
    what: `${of}: the key is ${describeValue(key)}.`,
    fix: `Make one of a seed: RandomKey.from(${Number.isSafeInteger(key) ? String(key) : '1'}), from '@graftjs/base'.`,
  })
}

/** The real key behind a traced one, given the key that was passed for its argument. */
export const resolveKey = (key: RandomKey, folds: readonly number[]): RandomKey =>
  folds.reduce((folded, value) => folded.fold(value), key)
