import type { Kernels } from '../kernels'
import { writeBest } from './best'
import { floatAt, intAt, type Views } from './views'

const { fround } = Math

export const nearestRows =
  (views: Views): Kernels['nearestRows'] =>
  (
    _scratch,
    first,
    last,
    rows,
    rowCount,
    together,
    _cuts,
    _stretches,
    offsets,
    columns,
    values,
    acrossOffsets,
    acrossRows,
    acrossValues,
    ...rest
  ) => {
    const [count, left, right, shrink, overlap, k, ids, scores] = rest
    for (let place = first * together; place < Math.min(rowCount, last * together); place++) {
      const row = intAt(views, rows, place)
      const products = new Float32Array(count)
      for (let entry = intAt(views, offsets, row); entry < intAt(views, offsets, row + 1); entry++) {
        const column = intAt(views, columns, entry)
        const end = intAt(views, acrossOffsets, column + 1)
        for (let at = intAt(views, acrossOffsets, column); at < end; at++) {
          const product =
            values === 0 ? 1 : fround(floatAt(views, values, entry) * floatAt(views, acrossValues, at))
          products[intAt(views, acrossRows, at)]! += product
        }
      }
      products[row] = 0
      const own = floatAt(views, left, row)
      const likeness = products.map((product, other) => {
        const theirs = floatAt(views, right, other)
        const base = overlap === 0 ? fround(own * theirs) : fround(fround(own + theirs) - product)
        return product / fround(base + fround(shrink))
      })
      writeBest(views, likeness, (id) => likeness[id]! > 0, k, place, ids, scores)
    }
  }
