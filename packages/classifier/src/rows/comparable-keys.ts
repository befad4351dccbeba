import type { InputKind } from './input-kind'
import { inputOf } from './input-kind'
import { TimeSlice } from './time-slice'

/** One key a row, equal where two inputs count as the same. */
export async function comparableKeys(
  kind: InputKind<unknown, string>,
  rows: readonly object[],
  signal?: AbortSignal,
): Promise<string[]> {
  const slice = new TimeSlice(signal)
  const keys: string[] = []
  for (const row of rows) {
    const key = kind.keyOf(inputOf(kind, row))
    keys.push(typeof key === 'string' ? key : await key)
    await slice.pause()
  }
  return keys
}
