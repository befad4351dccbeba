import type { Kernels } from '../kernels'
import { intsAt } from './best'
import { addScaled, dot } from './vectors'
import { floatAt, intAt, rowAt, type Views } from './views'

const { fround } = Math

export const learnRatings =
  (views: Views): Kernels['learnRatings'] =>
  (_scratch, first, last, offsets, columns, ratings, average, userBiases, itemBiases, ...rest) => {
    const [users, items, implicit, width, rate, regularization] = rest
    const { floats } = views
    const mean = fround(average)
    const shrink = fround(1 - fround(fround(rate) * fround(regularization)))
    for (let row = first; row < last; row++) {
      const [start, end] = [intAt(views, offsets, row), intAt(views, offsets, row + 1)]
      const user = rowAt(views, users, row, width)
      const userBias = userBiases / 4 + row
      const share = fround(1 / fround(Math.sqrt(end - start)))
      const rated = intsAt(views, columns, start, end)
      const [shown, carried] = [new Float32Array(width), new Float32Array(width)]
      if (implicit !== 0)
        for (const column of rated) addScaled(shown, rowAt(views, implicit, column, width), share)
      let kept = 1
      rated.forEach((column, at) => {
        const item = rowAt(views, items, column, width)
        const itemBias = itemBiases / 4 + column
        const product = implicit === 0 ? dot(user, item) : fround(dot(user, item) + dot(shown, item))
        const met = fround(fround(fround(mean + floats[userBias]!) + floats[itemBias]!) + product)
        const step = fround(fround(rate) * fround(floatAt(views, ratings, start + at) - met))
        floats[userBias] = fround(shrink * floats[userBias]!) + step
        floats[itemBias] = fround(shrink * floats[itemBias]!) + step
        const part = fround(step * share)
        for (let d = 0; d < width; d++) {
          const [u, q, s] = [user[d]!, item[d]!, shown[d]!]
          user[d] = fround(shrink * u) + fround(step * q)
          item[d] = fround(shrink * q) + fround(step * fround(u + s))
          if (implicit === 0) continue
          shown[d] = fround(shrink * s) + fround(step * q)
          carried[d] = fround(shrink * carried[d]!) + fround(part * q)
        }
        kept = fround(kept * shrink)
      })
      if (implicit === 0) continue
      for (const column of rated) {
        const own = rowAt(views, implicit, column, width)
        for (let d = 0; d < width; d++) own[d] = fround(kept * own[d]!) + carried[d]!
      }
    }
  }
