import { withoutOuterSpace, wordsOf } from './texts'

/** How BLEU cuts a text into words, under sacreBLEU's names. */
export type BleuTokenizer = '13a' | 'intl' | 'zh' | 'char' | 'none'

/** Each returns the words of a text. */
export const bleuTokenizers: Readonly<Record<BleuTokenizer, (text: string) => string[]>> = {
  /** mteval-v13a, the standard of WMT. */
  '13a': (text) => {
    let line = text.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ')
    if (line.includes('&')) {
      line = line
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
    }
    return westernWords(` ${line} `)
  },
  /** mteval-v14: punctuation and symbols of all languages. */
  intl: (text) =>
    wordsOf(
      text
        .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
        .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
        .replace(/(\p{S})/gu, ' $1 '),
    ),
  /** Every Chinese character is a word. */
  zh: (text) =>
    westernWords(
      Array.from(withoutOuterSpace(text), (char) => (isChinese(char) ? ` ${char} ` : char)).join(''),
    ),
  char: (text) => wordsOf(Array.from(text).join(' ')),
  none: wordsOf,
}

function westernWords(line: string): string[] {
  return wordsOf(
    line
      .replace(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
      .replace(/([^0-9])([.,])/gu, '$1 $2 ')
      .replace(/([.,])([^0-9])/gu, ' $1 $2')
      .replace(/([0-9])(-)/g, '$1 $2 '),
  )
}

/**
 * The ranges of sacreBLEU's `zh`. Two of them, meant for characters beyond U+FFFF, hold U+2001 to U+2A6D and
 * U+2F81 to U+2FA1 there because of how they are written; they do here, or figures would differ.
 */
const chineseRanges: readonly (readonly [number, number])[] = [
  [0x3400, 0x4db5],
  [0x4e00, 0x9fbb],
  [0xf900, 0xfa2d],
  [0xfa30, 0xfa6a],
  [0xfa70, 0xfad9],
  [0x2001, 0x2a6d],
  [0x2f81, 0x2fa1],
  [0xff00, 0xffef],
  [0x2e80, 0x2eff],
  [0x3000, 0x303f],
  [0x31c0, 0x31ef],
  [0x2f00, 0x2fdf],
  [0x2ff0, 0x2fff],
  [0x3100, 0x312f],
  [0x31a0, 0x31bf],
  [0xfe10, 0xfe1f],
  [0xfe30, 0xfe4f],
  [0x3200, 0x32ff],
  [0x3300, 0x33ff],
]

function isChinese(char: string): boolean {
  const code = char.codePointAt(0)!
  return chineseRanges.some(([from, to]) => code >= from && code <= to)
}
