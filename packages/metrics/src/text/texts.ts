import { asRows, type Column, checkNotEmpty } from '../input/column'
import { refuse, refuseValue, shown } from '../input/refuse'

/** What is right for each text: one reference, or several of which any will do. */
export type References = Column<string | readonly string[]>

/** A text and what it is compared with. */
export interface ReferencedText {
  readonly text: string
  readonly references: readonly string[]
}

/** Pairs texts with their references. */
export function readTexts(
  texts: Column<string>,
  references: References,
  name = 'predicted',
): ReferencedText[] {
  const textRows = asRows(texts, name)
  const referenceRows = asRows(references, 'references')
  checkNotEmpty(textRows, name)
  if (textRows.length !== referenceRows.length) {
    refuse({
      what: `${name} has ${textRows.length} texts and references has ${referenceRows.length}.`,
      where: 'references',
      fix: 'Pass a reference, or a list of them, for each text.',
    })
  }
  return Array.from(textRows, (text, row) => {
    const own = referenceRows[row]
    const list = typeof own === 'string' ? [own] : own
    checkText(text, `${name}[${row}]`, row)
    if (!Array.isArray(list) || list.length === 0) {
      refuse({
        what: `references[${row}] is ${Array.isArray(list) ? 'empty' : shown(own)}.`,
        where: `references[${row}]`,
        fix: 'Pass a text, or a list of at least one.',
        row,
      })
    }
    for (const reference of list) checkText(reference, `references[${row}]`, row)
    return { text, references: list }
  })
}

function checkText(text: unknown, where: string, row: number): void {
  if (typeof text === 'string') return
  refuseValue(text, where, 'a text', 'Pass strings.', row)
}

/** What Python's \s means: JavaScript's, five separators more, without the byte order mark. */
const space = '(?:(?!\\ufeff)[\\s\\x1c-\\x1f\\x85])'
const spaces = /* @__PURE__ */ new RegExp(`${space}+`, 'u')
const manySpaces = /* @__PURE__ */ new RegExp(`${space}{2,}`, 'gu')
const oneSpace = /* @__PURE__ */ new RegExp(space, 'u')

/** The text without whitespace at its end, as Python's `text.rstrip()`. */
export function withoutEndSpace(text: string): string {
  let end = text.length
  while (end > 0 && oneSpace.test(text[end - 1]!)) end--
  return text.slice(0, end)
}

/** The text without whitespace at either end, as Python's `text.strip()`. */
export function withoutOuterSpace(text: string): string {
  let start = 0
  while (start < text.length && oneSpace.test(text[start]!)) start++
  return withoutEndSpace(text.slice(start))
}

/** The text with one space wherever two or more of any whitespace stand. */
export function withSingleSpaces(text: string): string {
  return text.replace(manySpaces, ' ')
}

/** The words between whitespace, as Python's `text.split()`. */
export function wordsOf(text: string): string[] {
  return text.split(spaces).filter((word) => word !== '')
}

/** Python's string.punctuation. */
export const punctuation = /* @__PURE__ */ new Set('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~')
