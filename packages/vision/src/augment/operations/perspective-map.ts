import type { WarpMap } from './warp'

export type Corner = readonly [number, number]

/** Top left, top right, bottom right, bottom left. */
export type Corners = readonly [Corner, Corner, Corner, Corner]

/** The map from output to input that takes the corners `to` back to `from`, rounded to float32 as torchvision's. */
export function perspectiveMap(from: Corners, to: Corners): WarpMap {
  const equations = from.flatMap(([u, v], at) => {
    const [x, y] = to[at]!
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ]
  })
  const [a, b, c, d, e, f, g, h] = solve(equations).map(Math.fround)
  return [a!, b!, c!, d!, e!, f!, g!, h!]
}

/** Gauss's elimination with pivots; the last column is the right side. */
function solve(rows: number[][]): number[] {
  const size = rows.length
  for (let column = 0; column < size; column++) {
    const rest = rows.slice(column).map((row) => Math.abs(row[column]!))
    const pivot = column + rest.indexOf(Math.max(...rest))
    const [chosen, other] = [rows[pivot]!, rows[column]!]
    rows[column] = chosen
    rows[pivot] = other
    for (let row = 0; row < size; row++) {
      if (row === column) continue
      const factor = rows[row]![column]! / chosen[column]!
      rows[row] = rows[row]!.map((value, at) => value - factor * chosen[at]!)
    }
  }
  return rows.map((row, at) => row[size]! / row[at]!)
}
