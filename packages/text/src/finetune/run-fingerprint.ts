import { createHash } from 'node:crypto'
import type { TextExample } from '../classifier/contract'

/** A text that differs whenever a run's data, model or settings do. */
export function runFingerprint(
  train: readonly TextExample[],
  validation: readonly TextExample[],
  settings: Readonly<Record<string, unknown>>,
): string {
  const hash = createHash('sha256').update(JSON.stringify(settings))
  for (const rows of [train, validation]) {
    hash.update(`\n${rows.length}\n`)
    for (const { text, label } of rows) hash.update(`${text.length} ${label.length} ${text}${label}`)
  }
  return hash.digest('hex')
}
