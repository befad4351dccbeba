import { RandomKey } from '@graftjs/base'
import type { Kernels } from '../kernels'
import { logistic } from './logistic'
import { drawPlace } from './sampling'
import { addScaled, dot } from './vectors'
import { floatAt, intAt, rowAt, type Views } from './views'

const { fround } = Math

export const learnChoices =
  (views: Views): Kernels['learnChoices'] =>
  (_scratch, first, last, offsets, columns, values, start, key0, key1, negatives, ...rest) => {
    const [borders, aliases, count, x, squares, y, width, one, rate, regularization] = rest
    const key = RandomKey.fromWords(key0, key1)
    const blocks = Math.floor((negatives + 3) / 4)
    for (let row = first; row < last; row++) {
      const [from, to] = [intAt(views, offsets, row), intAt(views, offsets, row + 1)]
      if (from === to) continue
      const own = rowAt(views, x, row, width)
      const slope = new Float32Array(width)
      for (let at = from; at < to; at++) {
        const other = rowAt(views, y, intAt(views, columns, at), width)
        addScaled(slope, other, fround(floatAt(views, values, at) * fround(logistic(dot(own, other)))))
      }
      const words = key.words(4 * (to - from) * blocks, start + from * blocks)
      for (const word of words.subarray(0, (to - from) * negatives)) {
        const other = rowAt(views, y, drawPlace(views, word, borders, aliases, count), width)
        addScaled(slope, other, -fround(logistic(-dot(own, other))))
      }
      addScaled(slope, own, -fround(regularization))
      slope[one] = 0
      climb(own, rowAt(views, squares, row, width), slope, fround(rate))
    }
  }

function climb(own: Float32Array, squares: Float32Array, slope: Float32Array, rate: number): void {
  slope.forEach((each, d) => {
    squares[d]! += fround(each * each)
    const local = fround(rate / fround(Math.sqrt(fround(fround(1e-6) + squares[d]!))))
    own[d]! += fround(local * each)
  })
}
