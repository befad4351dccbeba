/** What a line adds up: `offset + Σ weights · row`. */
export interface Line {
  readonly offset: number
  readonly weights: readonly number[]
}

/**
 * The line with the least squared error, without any learning: the normal equations XᵀX w = Xᵀy, with a column of
 * ones for the offset, solved by Gauss and Jordan's elimination with pivots.
 */
export function closedForm(rows: readonly (readonly number[])[], targets: readonly number[]): Line {
  const x = rows.map((row) => [1, ...row])
  const size = x[0]!.length
  const columns = Array.from({ length: size }, (_, index) => index)
  const product = (f: (row: readonly number[], index: number) => number): number =>
    x.reduce((sum, row, index) => sum + f(row, index), 0)
  const equations = columns.map((i) => [
    ...columns.map((j) => product((row) => row[i]! * row[j]!)),
    product((row, index) => row[i]! * targets[index]!),
  ])
  for (const column of columns) {
    const rest = equations.slice(column)
    const largest = rest.reduce((a, b) => (Math.abs(b[column]!) > Math.abs(a[column]!) ? b : a))
    const at = equations.indexOf(largest)
    const pivot = largest.map((value) => value / largest[column]!)
    equations[at] = equations[column]!
    equations[column] = pivot
    for (const [index, equation] of equations.entries()) {
      if (index === column) continue
      const factor = equation[column]!
      equations[index] = equation.map((value, place) => value - factor * pivot[place]!)
    }
  }
  const [offset, ...weights] = equations.map((equation) => equation[size]!)
  return { offset: offset!, weights }
}
