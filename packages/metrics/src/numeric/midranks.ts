/** Ranks from 1, equal values sharing the mean of their ranks, and how many values each run of equals has. */
export interface Midranks {
  readonly ranks: Float64Array
  /** The sizes of the runs of equal values, singles included. */
  readonly runs: readonly number[]
}

export function midranksOf(values: ArrayLike<number>): Midranks {
  const order = Array.from({ length: values.length }, (_, at) => at)
  order.sort((a, b) => values[a]! - values[b]!)
  const ranks = new Float64Array(values.length)
  const runs: number[] = []
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++
    for (let at = start; at < end; at++) ranks[order[at]!] = (start + end + 1) / 2
    runs.push(end - start)
    start = end
  }
  return { ranks, runs }
}
