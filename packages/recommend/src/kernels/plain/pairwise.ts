import { RandomKey } from '@graftjs/base'
import type { Kernels } from '../kernels'
import { intsAt } from './best'
import { logistic } from './logistic'
import { intAt, rowAt, type Views } from './views'

const { fround } = Math

/** Samples of a task. */
const BATCH = 1024

export const learnPairs =
  (views: Views): Kernels['learnPairs'] =>
  (_scratch, first, last, samples, start, key0, key1, offsets, columns, rowOf, entries, ...rest) => {
    const [pool, poolSize, x, y, width, bias, rate, regularization, counts] = rest
    const key = RandomKey.fromWords(key0, key1)
    const below = (word: number, bound: number) => Number((BigInt(word) * BigInt(bound)) >> 32n)
    for (let sample = first * BATCH; sample < Math.min(samples, last * BATCH); sample++) {
      const [word, ...others] = key.words(4, start + sample)
      const own = below(word!, entries)
      const user = intAt(views, rowOf, own)
      const [from, to] = [intAt(views, offsets, user), intAt(views, offsets, user + 1)]
      const seen = new Set(intsAt(views, columns, from, to))
      const other = others
        .map((word) => intAt(views, pool, below(word, poolSize)))
        .find((item) => !seen.has(item))
      if (other === undefined) continue
      const row = rowAt(views, x, user, width)
      const fixed = row[bias]!
      const liked = rowAt(views, y, intAt(views, columns, own), width)
      const right = learnPair(row, liked, rowAt(views, y, other, width), fround(rate), fround(regularization))
      row[bias] = fixed
      views.doubles[counts / 8]!++
      if (right) views.doubles[counts / 8 + 1]!++
    }
  }

/** One step; returns whether the items were in the right order. */
function learnPair(
  user: Float32Array,
  liked: Float32Array,
  other: Float32Array,
  rate: number,
  regularization: number,
): boolean {
  const sums = new Float32Array(4)
  user.forEach((u, at) => {
    sums[at & 3]! += fround(u * fround(liked[at]! - other[at]!))
  })
  const score = fround(fround(sums[0]! + sums[2]!) + fround(sums[1]! + sums[3]!))
  const pull = fround(rate * fround(logistic(score)))
  const shrink = fround(1 - fround(rate * regularization))
  user.forEach((u, at) => {
    const [l, o, step] = [liked[at]!, other[at]!, fround(pull * u)]
    user[at] = fround(shrink * u) + fround(pull * fround(l - o))
    liked[at] = fround(shrink * l) + step
    other[at] = fround(shrink * o) - step
  })
  return score > 0
}
