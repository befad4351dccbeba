import { oneLine } from '../plain-text'

/**
 * How many columns of a terminal a text takes, grapheme by grapheme: 2 for East Asian wide characters and
 * emoji, 0 for marks, 1 for the rest. Sources: Unicode 16 EastAsianWidth.txt (W and F) and UTS #51.
 */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment)
  return width
}

/** The text, cut with an ellipsis where it takes more than `width` columns. */
export function cutToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    const next = graphemeWidth(segment)
    if (used + next > width - 1) break
    kept += segment
    used += next
  }
  return width < 1 ? '' : `${kept.trimEnd()}…`
}

/** The text with spaces before or after it, so that it takes `width` columns. */
export function padToWidth(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return align === 'right' ? space + text : text + space
}

/** The text on as many lines as it takes, broken at spaces; a longer word keeps its own line. */
export function wrapToWidth(text: string, width: number): string {
  const lines: string[] = []
  for (const word of oneLine(text).split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && displayWidth(last) + 1 + displayWidth(word) <= width) {
      lines[lines.length - 1] = `${last} ${word}`
    } else lines.push(word)
  }
  return lines.join('\n')
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const invisible = /^[\p{Mark}\p{Format}\p{Control}\p{Surrogate}\p{Default_Ignorable_Code_Point}]+$/u
const emoji = /\p{Emoji_Presentation}|\p{Emoji}\ufe0f|\p{Regional_Indicator}{2}/u

function graphemeWidth(grapheme: string): number {
  if (invisible.test(grapheme)) return 0
  if (emoji.test(grapheme)) return 2
  return isWide(grapheme.codePointAt(0) ?? 0) ? 2 : 1
}

/** First and last code point of each wide block; blocks of emoji are found by their property instead. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4dc0, 0x4dff],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2fb],
  [0x1d300, 0x1d376],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
]

function isWide(codePoint: number): boolean {
  if (codePoint < 0x1100) return false
  return wide.some(([first, last]) => codePoint >= first && codePoint <= last)
}
