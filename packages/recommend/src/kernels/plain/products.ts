import type { Kernels } from '../kernels'
import { intsAt } from './best'
import { floatAt, intAt, rowAt, type Views } from './views'

export const takeProducts =
  (views: Views): Kernels['takeProducts'] =>
  (_scratch, first, last, users, products, count, base, barredOffsets, barred, ...rest) => {
    const [k, sizes, ids, scores] = rest
    for (let task = first; task < last; task++) {
      const user = intAt(views, users, task)
      const [from, to] = [intAt(views, barredOffsets, user), intAt(views, barredOffsets, user + 1)]
      const out = new Set(intsAt(views, barred, from, to))
      const size = intAt(views, sizes, user)
      const kept = Array.from({ length: size }, (_, at) => ({
        id: intAt(views, ids, user * k + at),
        score: floatAt(views, scores, user * k + at),
      }))
      for (let at = 0; at < count; at++) {
        if (!out.has(base + at))
          kept.push({ id: base + at, score: floatAt(views, products, task * count + at) })
      }
      const best = kept.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, k)
      views.ints[sizes / 4 + user] = best.length
      best.reverse().forEach(({ id, score }, at) => {
        views.ints[ids / 4 + user * k + at] = id
        views.floats[scores / 4 + user * k + at] = score
      })
    }
  }

export const sortLists =
  (views: Views): Kernels['sortLists'] =>
  (_scratch, first, last, sizes, k, ids, scores) => {
    for (let user = first; user < last; user++) {
      const size = intAt(views, sizes, user)
      const places = views.ints.subarray(ids / 4 + user * k, ids / 4 + (user + 1) * k)
      const values = rowAt(views, scores, user, k)
      // The kernel before kept them in order, the worst first.
      places.subarray(0, size).reverse()
      values.subarray(0, size).reverse()
      places.fill(-1, size)
      values.fill(0, size)
    }
  }
