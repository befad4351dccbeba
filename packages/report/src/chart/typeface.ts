import { displayWidth } from '../terminal/width'

/**
 * How wide a line of text is at most, in pixels. Which typeface a reader has cannot be known, so it is measured in the
 * widest of those that are likely: DejaVu Sans, whose advance widths Verdana has too. In others a text takes less.
 */
export function lineWidth(text: string, fontSize: number, bold = false): number {
  let thousandths = 0
  if (/^[ -~]*$/.test(text)) {
    for (let at = 0; at < text.length; at += 1) thousandths += advances[text.charCodeAt(at) - 32] ?? 0
  } else for (const { segment } of graphemes.segment(text)) thousandths += advanceOf(segment)
  return (thousandths / 1000) * fontSize * (bold ? boldFactor : 1)
}

/** What a chart library asks for: the width of a text in a CSS font such as `600 15px sans-serif`. */
export function measureText(text: string, font = '12px sans-serif'): { readonly width: number } {
  const size = /(\d+(?:\.\d+)?)px/.exec(font)
  return { width: lineWidth(text, Number(size?.[1] ?? 12), /^(?:bold|[6-9]00)\b/.test(font)) }
}

const boldFactor = 1.12
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

function advanceOf(grapheme: string): number {
  const ascii = advances[grapheme.charCodeAt(0) - 32]
  if (ascii !== undefined && grapheme.charCodeAt(0) < 127) return ascii
  // Letters of other scripts are about as wide as capitals; emoji are wider than the square of an ideograph.
  const columns = displayWidth(grapheme)
  if (columns !== 2) return columns * 800
  return /\p{Extended_Pictographic}/u.test(grapheme) ? 1350 : 1000
}

/** Of the characters from space to tilde, in thousandths of the type size. */
const advances: readonly number[] = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
  636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295,
  295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838,
  500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
  392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
]
