import type { Kernels } from '../kernels'
import { floatAt, intAt, type Views } from './views'

export const countColumns =
  (views: Views): Kernels['countColumns'] =>
  (_scratch, first, last, offsets, columns, counts) => {
    for (let at = intAt(views, offsets, first); at < intAt(views, offsets, last); at++) {
      views.ints[counts / 4 + intAt(views, columns, at)]!++
    }
  }

export const scatterColumns =
  (views: Views): Kernels['scatterColumns'] =>
  (_scratch, first, last, offsets, columns, values, next, rows, moved) => {
    for (let row = first; row < last; row++) {
      for (let at = intAt(views, offsets, row); at < intAt(views, offsets, row + 1); at++) {
        const to = views.ints[next / 4 + intAt(views, columns, at)]!++
        views.ints[rows / 4 + to] = row
        if (values !== 0) views.floats[moved / 4 + to] = floatAt(views, values, at)
      }
    }
  }
