import type { RandomKey } from '@graftjs/base'

/** What is to be added, each from 0 to 99. */
export type Sum = readonly [a: number, b: number]

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** `[7, 85]` as `07+85=`. */
export const questionOf = ([a, b]: Sum): string => `${twoDigits(a)}+${twoDigits(b)}=`

/** `[7, 85]` as `290`: three digits with the ones first, in the order in which one adds by hand. */
export const answerOf = ([a, b]: Sum): string => [...String(a + b).padStart(3, '0')].reverse().join('')

/** All 10,000 sums in random order, some to learn from and others to judge by. */
export function splitSums(
  learn: number,
  key: RandomKey,
): { readonly learnt: readonly Sum[]; readonly held: readonly Sum[] } {
  const mixed = Array.from(key.permutation(10_000), (place): Sum => [Math.floor(place / 100), place % 100])
  return { learnt: mixed.slice(0, learn), held: mixed.slice(learn) }
}
