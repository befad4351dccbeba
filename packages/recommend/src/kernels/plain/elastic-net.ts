import type { Kernels } from '../kernels'
import { floatAt, intAt, rowAt, type Views } from './views'

export const rowProducts =
  (views: Views): Kernels['rowProducts'] =>
  (_scratch, first, last, offsets, columns, values, ...rest) => {
    const [acrossOffsets, acrossRows, acrossValues, count, products] = rest
    for (let row = first; row < last; row++) {
      const sums = new Float64Array(count)
      for (let entry = intAt(views, offsets, row); entry < intAt(views, offsets, row + 1); entry++) {
        const column = intAt(views, columns, entry)
        const end = intAt(views, acrossOffsets, column + 1)
        for (let at = intAt(views, acrossOffsets, column); at < end; at++) {
          sums[intAt(views, acrossRows, at)]! +=
            floatAt(views, values, entry) * floatAt(views, acrossValues, at)
        }
      }
      rowAt(views, products, row, count).set(sums)
    }
  }

export const elasticNet =
  (views: Views): Kernels['elasticNet'] =>
  (_scratch, first, last, start, products, count, l1, l2, positive, tolerance, rounds, out) => {
    for (let task = first; task < last; task++) {
      const target = start + task
      const rests = Float64Array.from(rowAt(views, products, target, count))
      const weights = new Float64Array(count)
      /** The best weight of a row as the others are. */
      const improve = (k: number): number => {
        const row = rowAt(views, products, k, count)
        const square = row[k]!
        if (k === target || square === 0) return 0
        const rest = rests[k]! + square * weights[k]!
        const next = (Math.max(rest - l1, 0) + (positive ? 0 : Math.min(rest + l1, 0))) / (square + l2)
        const step = next - weights[k]!
        weights[k] = next
        if (step !== 0) for (let other = 0; other < count; other++) rests[other]! -= step * row[other]!
        return Math.abs(step)
      }
      let all = true
      for (let round = 0; round < rounds; round++) {
        let moved = 0
        for (let k = 0; k < count; k++) if (all || weights[k] !== 0) moved = Math.max(moved, improve(k))
        if (moved <= tolerance && all) break
        all = moved <= tolerance
      }
      rowAt(views, out, task, count).set(weights)
    }
  }
