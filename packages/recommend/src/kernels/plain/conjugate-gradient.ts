import type { Kernels } from '../kernels'
import { addFour, addScaled, dot } from './vectors'
import { floatAt, intAt, rowAt, type Views } from './views'

const { fround } = Math

export const solveByGradients =
  (views: Views): Kernels['solveByGradients'] =>
  (
    _scratch,
    first,
    last,
    tasks,
    order,
    _together,
    offsets,
    columns,
    values,
    valueStep,
    penalties,
    ...rest
  ) => {
    const [slope, shift, floor, gram, x, y, width, steps] = rest
    const gramRows = gram === 0 ? [] : Array.from({ length: width }, (_, i) => rowAt(views, gram, i, width))

    /** (gram + penalty · I) · p */
    const base = (penalty: number, p: Float32Array): Float32Array => {
      const out = new Float32Array(width)
      addScaled(out, p, penalty)
      for (let i = 0; i < gramRows.length; i += 4) {
        addFour(out, gramRows.slice(i, i + 4), p.subarray(i, i + 4))
      }
      return out
    }

    /** out += Σₖ (aₖ · yₖ·p − bₖ) · yₖ, without bₖ unless `residual`. */
    const addEntries = (row: number, p: Float32Array, out: Float32Array, residual: boolean): void => {
      const factor = (k: number, column: Float32Array): number => {
        const c = floatAt(views, values, (k * valueStep) / 4)
        const a = fround(fround(fround(slope) * Math.abs(c)) + fround(shift))
        const s = fround(a * dot(column, p))
        return residual ? fround(s - Math.max(c, fround(floor))) : s
      }
      const end = intAt(views, offsets, row + 1)
      let k = intAt(views, offsets, row)
      for (; k + 4 <= end; k += 4) {
        const four = [k, k + 1, k + 2, k + 3]
        const rows = four.map((at) => rowAt(views, y, intAt(views, columns, at), width))
        const factors = rows.map((own, i) => factor(four[i]!, own))
        addFour(out, rows, factors)
      }
      for (; k < end; k++) {
        const own = rowAt(views, y, intAt(views, columns, k), width)
        addScaled(out, own, factor(k, own))
      }
    }

    const solve = (row: number): void => {
      const solution = rowAt(views, x, row, width)
      if (intAt(views, offsets, row) === intAt(views, offsets, row + 1)) {
        solution.fill(0)
        return
      }
      const penalty = floatAt(views, penalties, row)
      const gradient = base(penalty, solution)
      addEntries(row, solution, gradient, true)
      const r = gradient.map((value) => -value)
      const p = r.slice()
      let square = dot(r, r)
      for (let step = 0; step < steps && square > fround(1e-20); step++) {
        const product = base(penalty, p)
        addEntries(row, p, product, false)
        const alpha = fround(square / dot(p, product))
        addScaled(solution, p, alpha)
        addScaled(r, product, -alpha)
        const now = dot(r, r)
        const beta = fround(now / square)
        for (let at = 0; at < width; at++) p[at] = r[at]! + fround(beta * p[at]!)
        square = now
      }
    }

    const end = intAt(views, tasks, last)
    for (let at = intAt(views, tasks, first); at < end; at++) solve(intAt(views, order, at))
  }
