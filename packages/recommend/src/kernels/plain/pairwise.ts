import { RandomKey } from '@graftjs/base'
import type { Kernels } from '../kernels'
import { logistic } from './logistic'
import { below, columnsOf, drawPlace, rowOfEntry } from './sampling'
import { intAt, rowAt, type Views } from './views'

const { fround } = Math

/** Samples of a task. */
const BATCH = 1024

export const learnPairs =
  (views: Views): Kernels['learnPairs'] =>
  (_scratch, first, last, samples, start, key0, key1, offsets, columns, base, entries, ...rest) => {
    const [, , borders, aliases, items, x, y, biases, width, rate, regularization, counts] = rest
    const key = RandomKey.fromWords(key0, key1)
    for (let sample = first * BATCH; sample < Math.min(samples, last * BATCH); sample++) {
      const [word, ...others] = key.words(4, start + sample)
      const entry = base + below(word!, entries)
      const user = rowOfEntry(views, entry, offsets)
      const own = columnsOf(views, user, offsets, columns)
      const other = others
        .map((draw) => drawPlace(views, draw, borders, aliases, items))
        .find((item) => !own.has(item))
      if (other === undefined) continue
      const liked = intAt(views, columns, entry)
      const [ofUser, ofLiked, ofOther] = [
        rowAt(views, x, user, width),
        rowAt(views, y, liked, width),
        rowAt(views, y, other, width),
      ]
      const pair = [biases / 4 + liked, biases / 4 + other] as const
      const step = { rate: fround(rate), regularization: fround(regularization) }
      const right = learnPair(ofUser, ofLiked, ofOther, views.floats, pair, step)
      views.doubles[counts / 8]!++
      if (right) views.doubles[counts / 8 + 1]!++
    }
  }

/** One step; returns whether the items were in the right order. */
function learnPair(
  user: Float32Array,
  liked: Float32Array,
  other: Float32Array,
  biases: Float32Array,
  [ofLiked, ofOther]: readonly [number, number],
  { rate, regularization }: { readonly rate: number; readonly regularization: number },
): boolean {
  const sums = new Float32Array(4)
  user.forEach((u, at) => {
    sums[at & 3]! += fround(u * fround(liked[at]! - other[at]!))
  })
  const product = fround(fround(sums[0]! + sums[2]!) + fround(sums[1]! + sums[3]!))
  const score = fround(product + fround(biases[ofLiked]! - biases[ofOther]!))
  const pull = fround(rate * fround(logistic(score)))
  const shrink = fround(1 - fround(rate * regularization))
  biases[ofLiked] = fround(shrink * biases[ofLiked]!) + pull
  biases[ofOther] = fround(shrink * biases[ofOther]!) - pull
  user.forEach((u, at) => {
    const [l, o, step] = [liked[at]!, other[at]!, fround(pull * u)]
    user[at] = fround(shrink * u) + fround(pull * fround(l - o))
    liked[at] = fround(shrink * l) + step
    other[at] = fround(shrink * o) - step
  })
  return score > 0
}
