import type { TextExample } from '../classifier/contract'
import { TimeSlice } from './time-slice'

/** One key a row, equal where two texts differ only in case and white space: those count as the same text. */
export async function comparableTexts(rows: readonly TextExample[], signal?: AbortSignal): Promise<string[]> {
  const slice = new TimeSlice(signal)
  const keys: string[] = []
  for (const { text } of rows) {
    keys.push(text.toLowerCase().replace(/\s+/g, ' ').trim())
    await slice.pause()
  }
  return keys
}
