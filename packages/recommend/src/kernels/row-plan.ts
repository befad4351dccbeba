import type { KernelRows } from './kernel-rows'
import type { KernelSession } from './kernel-session'

/** Rows of this many entries and more are solved together, so that the factors they read stay in the cache. */
const LONG = 512
/** Only where there are more columns than this do their factors not stay there anyway. */
const COLUMNS = 4096
/** Rows of a task: of long ones, which share what they read, and of others. */
const TOGETHER = 512
const APART = 64

/** In which order rows are solved, and which of them make a task; this decides about speed, not about results. */
export interface RowPlan {
  /** Longest rows first. */
  readonly order: Int32Array
  /** Task t is rows `order[tasks[t]]` … `order[tasks[t + 1] − 1]`. */
  readonly tasks: Int32Array
  /** How many rows, the first of `order`, are solved together. */
  readonly together: number
  /** How many rows of one task are in work at the same time at most. */
  readonly inWork: number
}

/** @param ascending whether the columns ascend in each row. */
export function planRows(
  session: KernelSession,
  { rows, columns, offsets }: KernelRows,
  ascending: boolean,
): RowPlan {
  const order = session.memory.ints(rows)
  order.set(longestFirst(offsets))
  const length = (at: number) => offsets[order[at]! + 1]! - offsets[order[at]!]!
  let together = 0
  if (ascending && columns > COLUMNS) while (together < rows && length(together) >= LONG) together++
  const starts = [0]
  for (let at = 0; at < rows; starts.push(at)) at = Math.min(...nextStops(at, together, rows))
  const tasks = session.memory.ints(starts.length)
  tasks.set(starts)
  return { order, tasks, together, inWork: together === 0 ? 1 : Math.min(together, TOGETHER) }
}

function nextStops(at: number, together: number, rows: number): readonly number[] {
  return at < together ? [at + TOGETHER, together] : [at + APART, rows]
}

/** Rows by their number of entries, most first; of equally long ones the lower number first. */
function longestFirst(offsets: Int32Array): Int32Array {
  const rows = offsets.length - 1
  let most = 0
  for (let row = 0; row < rows; row++) most = Math.max(most, offsets[row + 1]! - offsets[row]!)
  const places = new Int32Array(most + 2)
  const rank = (row: number) => most - (offsets[row + 1]! - offsets[row]!)
  for (let row = 0; row < rows; row++) places[rank(row) + 1]!++
  for (let at = 0; at <= most; at++) places[at + 1]! += places[at]!
  const order = new Int32Array(rows)
  for (let row = 0; row < rows; row++) order[places[rank(row)]!++] = row
  return order
}
