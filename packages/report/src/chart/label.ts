import { oneLine } from '../plain-text'
import { lineWidth } from './typeface'

/**
 * The names, each short enough for `width` pixels at `fontSize`. The middle goes, because class names share
 * beginnings as often as ends; names that would look alike afterwards are numbered.
 */
export function shortened(names: readonly string[], width: number, fontSize: number): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const clean = oneLine(name) || '(empty)'
    let short = fit(clean, width, fontSize)
    for (let copy = 2; taken.has(short); copy += 1) {
      const mark = ` (${copy})`
      short = fit(clean, width - textWidth(mark, fontSize), fontSize) + mark
    }
    taken.add(short)
    return short
  })
}

/** Pixels that a line of text takes, at most. */
export function textWidth(text: string, fontSize: number): number {
  return Math.ceil(lineWidth(text, fontSize))
}

function fit(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text
  const characters = [...new Intl.Segmenter('en').segment(text)].map(({ segment }) => segment)
  let low = 1
  let high = characters.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (textWidth(withoutMiddle(characters, middle), fontSize) <= width) low = middle
    else high = middle - 1
  }
  return withoutMiddle(characters, low)
}

function withoutMiddle(characters: readonly string[], keep: number): string {
  const head = Math.ceil(keep / 2)
  const tail = keep - head
  return `${characters.slice(0, head).join('')}…${tail === 0 ? '' : characters.slice(-tail).join('')}`
}
