import type { Kernels } from '../kernels'
import { intsAt, writeBest } from './best'
import { floatAt, intAt, type Views } from './views'

/** Items of a panel, and users of a task. */
const PANEL = 8
const TOGETHER = 32

export const packItems =
  (views: Views): Kernels['packItems'] =>
  (_scratch, first, last, items, count, factors, width, depth, panels) => {
    for (let panel = first; panel < last; panel++) {
      const to = panels / 4 + panel * depth * PANEL
      views.floats.fill(0, to, to + depth * PANEL)
      for (let i = 0; i < PANEL && panel * PANEL + i < count; i++) {
        const item = intAt(views, items, panel * PANEL + i)
        for (let d = 0; d < depth; d++) {
          views.floats[to + d * PANEL + i] = floatAt(views, factors, item * width + d)
        }
      }
    }
  }

export const topScores =
  (views: Views): Kernels['topScores'] =>
  (_scratch, first, last, users, userCount, factors, width, depth, panels, count, ...rest) => {
    const [, barredOffsets, barred, k, ids, scores] = rest
    for (let place = first * TOGETHER; place < Math.min(userCount, last * TOGETHER); place++) {
      const user = intAt(views, users, place)
      const products = new Float32Array(count)
      for (let item = 0; item < count; item++) {
        const panel = (item - (item % PANEL)) * depth
        for (let d = 0; d < depth; d++) {
          const factor = floatAt(views, panels, panel + d * PANEL + (item % PANEL))
          products[item]! += Math.fround(floatAt(views, factors, user * width + d) * factor)
        }
      }
      const [from, to] = [intAt(views, barredOffsets, place), intAt(views, barredOffsets, place + 1)]
      const out = new Set(intsAt(views, barred, from, to))
      writeBest(views, products, (item) => !out.has(item), k, place, ids, scores)
    }
  }
