import type { CompressedRows } from '../sparse'
import type { KernelSession } from './kernel-session'

/** A sparse matrix in a session's memory; without values where only its pattern matters. */
export type KernelRows = CompressedRows

/** Entries that are copied before the event loop breathes. */
const SLICE = 1 << 19

/** Rows of which a thread takes on at a time. */
const ROWS = 4096

/**
 * Copies a matrix into a session's memory; values may be changed on the way, or all left out where `change` is false.
 */
export async function rowsInMemory(
  session: KernelSession,
  { rows, columns, offsets, indices, values }: CompressedRows,
  change: ((values: Float32Array) => void) | false = () => undefined,
): Promise<KernelRows> {
  const own = {
    rows,
    columns,
    offsets: session.memory.ints(offsets.length),
    indices: session.memory.ints(indices.length),
    values: session.memory.floats(change ? values.length : 0),
  }
  own.offsets.set(offsets)
  for (let from = 0; from < indices.length; from += SLICE) {
    own.indices.set(indices.subarray(from, from + SLICE), from)
    if (change) {
      own.values.set(values.subarray(from, from + SLICE), from)
      change(own.values.subarray(from, from + SLICE))
    }
    await session.breathe()
  }
  return own
}

/**
 * Rows become columns, without blocking the event loop. Within a new row the columns ascend.
 *
 * @param into a matrix that is not needed any more, of as many entries, whose memory is taken.
 */
export async function transposed(
  session: KernelSession,
  matrix: KernelRows,
  into?: KernelRows,
): Promise<KernelRows> {
  const { rows, columns, offsets, indices, values } = matrix
  const across = session.memory.ints(columns + 1)
  const next = session.memory.ints(columns + 1)
  const own = {
    indices: into?.indices ?? session.memory.ints(indices.length),
    values: into?.values ?? session.memory.floats(values.length),
  }
  const work = { tasks: rows, take: ROWS, inOrder: true, cost: indices.length }
  // Counted one place further on, so that the sums so far are where each row begins.
  await session.run('countColumns', work, offsets, indices, across.subarray(1))
  for (let row = 0; row < columns; row++) across[row + 1]! += across[row]!
  next.set(across)
  const from = values.length > 0 ? values : 0
  await session.run('scatterColumns', work, offsets, indices, from, next, own.indices, own.values)
  return { rows: columns, columns: rows, offsets: across, ...own }
}
