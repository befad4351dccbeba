import type { Box } from './boxes'

/** Where a box stands: forward goes down its own column, backward goes up beside it. */
export interface Place {
  readonly row: number
  /** 0: inputs, 1: forward, from 2 on: backward. */
  readonly column: number
}

/**
 * Rows by the longest way from the start, forward from above and backward from below, so that a gradient stands about
 * where the call is that it belongs to. The columns of a row of the way back are those with the shortest lines.
 */
export function layout(boxes: readonly Box[]): ReadonlyMap<Box, Place> {
  const forward = boxes.filter(({ part }) => part === 'forward')
  const backward = boxes.filter(({ part }) => part === 'backward')
  const down = ranks(forward)
  const up = ranks(backward)
  const rows = 1 + Math.max(...down.values(), ...up.values())

  const places = new Map<Box, Place>()
  for (const [box, rank] of down) places.set(box, { row: rank, column: 1 })
  for (const [box, column] of columnsOf(up)) {
    places.set(box, { row: rows - 1 - up.get(box)!, column: 2 + column })
  }
  for (const box of boxes.filter(({ part }) => part === 'input')) {
    const users = forward.filter(({ from }) => from.includes(box)).map((user) => down.get(user)!)
    places.set(box, { row: Math.min(...users), column: 0 })
  }
  // Inputs of one call stand one above the other, the first on top.
  const inputs = [...places].filter(([, { column }]) => column === 0).reverse()
  for (const [index, [box, { row, column }]] of inputs.entries()) {
    const below = inputs.slice(0, index).filter(([, other]) => other.row === row).length
    places.set(box, { row: row - 0.55 * below, column })
  }
  return places
}

/** The longest way to each box within a part; what waits anyway stands as close to its user as it can. */
function ranks(boxes: readonly Box[]): Map<Box, number> {
  const rank = new Map<Box, number>()
  for (const box of boxes) {
    rank.set(box, 1 + Math.max(-1, ...box.from.flatMap((source) => rank.get(source) ?? [])))
  }
  for (const box of [...boxes].reverse()) {
    const users = boxes.filter(({ from }) => from.includes(box)).map((user) => rank.get(user)! - 1)
    if (users.length > 0) rank.set(box, Math.min(...users))
  }
  return rank
}

/** A column for each box of the rows, by trying every order of one row after another. */
function columnsOf(rank: ReadonlyMap<Box, number>): Map<Box, number> {
  const columns = new Map<Box, number>()
  const rows: Box[][] = []
  for (const [box, at] of rank) {
    rows[at] = [...(rows[at] ?? []), box]
    columns.set(box, rows[at].length - 1)
  }
  const lines = [...rank.keys()].flatMap((box) =>
    box.from.filter((source) => rank.has(source)).map((source) => [source, box] as const),
  )
  const length = () => lines.reduce((sum, [a, b]) => sum + Math.abs(columns.get(a)! - columns.get(b)!), 0)
  const arrange = (order: readonly Box[]) => {
    for (const [column, box] of order.entries()) columns.set(box, column)
  }
  for (let pass = 0; pass < 4; pass++) {
    for (const row of rows) {
      let best = row.toSorted((a, b) => columns.get(a)! - columns.get(b)!)
      let shortest = length()
      for (const order of ordersOf(row)) {
        arrange(order)
        if (length() >= shortest) continue
        shortest = length()
        best = order
      }
      arrange(best)
    }
  }
  return columns
}

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, at) => ordersOf(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}
