import { createHash } from 'node:crypto'
import type { Parameters } from '@graftjs/core'
import type { TimeSlice } from '../rows/time-slice'

/** Bytes that are hashed before the event loop gets its turn. */
const piece = 4 * 2 ** 20

/** What stands for a row: its input, as text that is equal only for equal inputs, and its label. */
export type FingerprintRow = readonly [input: string, label: string]

/**
 * A text that differs whenever a run's data, settings or first weights do. The weights count by their content,
 * so that a model may move to another folder, and another model in the same folder is noticed.
 */
export async function runFingerprint(
  data: readonly (readonly FingerprintRow[])[],
  parameters: Parameters,
  settings: Readonly<Record<string, unknown>>,
  slice: TimeSlice,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(settings))
  for (const rows of data) {
    hash.update(`\n${rows.length}\n`)
    for (const [input, label] of rows) {
      hash.update(`${input.length} ${label.length} ${input}${label}`)
      if (slice.over) await slice.pause()
    }
  }
  for (const [name, tensor] of Object.entries(parameters)) {
    const { buffer, byteOffset, byteLength } = await tensor.data()
    hash.update(`\n${name} ${byteLength}\n`)
    for (let start = 0; start < byteLength; start += piece) {
      hash.update(new Uint8Array(buffer, byteOffset + start, Math.min(piece, byteLength - start)))
      await slice.pause()
    }
  }
  return hash.digest('hex')
}
