import type { InputKind, DataWarning as SharedWarning } from '@graftjs/classifier'

export type TextWarning = 'empty-texts' | 'truncated-texts'

/** Something about the rows that training can live with and its user should know. */
export type DataWarning = SharedWarning<TextWarning>

export type OnWarning = (warning: DataWarning) => void

/** Texts as rows hold them. Two that differ only in case and white space count as the same. */
export const textInput: InputKind<string, TextWarning> = {
  name: 'text',
  plural: 'texts',
  wanted: 'a string',
  is: (value) => typeof value === 'string',
  keyOf: (text) => text.toLowerCase().replace(/\s+/g, ' ').trim(),
  warningsOf: (keys) => {
    const count = keys.filter((key) => key === '').length
    if (count === 0) return []
    const rows = count === 1 ? '1 training row is' : `${count} training rows are`
    return [{ kind: 'empty-texts', count, message: `${rows} without any text. Remove them.` }]
  },
}
