import { escapeText } from './escape'
import type { Chart } from './section'

/**
 * A picture is drawn once for each width that the page lays it out at, and the style sheet shows the one
 * that fits: scaling one drawing down to a telephone would leave its text too small to read.
 */
export function drawCharts(charts: readonly Chart[]): string {
  return `<div class="charts">\n${charts.map(drawChart).join('\n')}\n</div>`
}

const widths = {
  half: { narrow: 328, broad: 480 },
  // On a telephone a wide picture keeps its middle size and is scrolled within its own frame.
  wide: { middle: 620, broad: 980 },
} as const

function drawChart({ title, picture, note, wide = false }: Chart): string {
  const drawings =
    typeof picture === 'string'
      ? `<div>${picture}</div>`
      : Object.entries(wide ? widths.wide : widths.half)
          .map(([name, width]) => `<div class="${name}">${picture({ width }).trim()}</div>`)
          .join('\n')
  const remark = note === undefined ? '' : `\n<p class="note">${escapeText(note)}</p>`
  return `<figure class="${wide ? 'wide' : 'half'}">\n<figcaption>${escapeText(title)}</figcaption>\n${drawings}${remark}\n</figure>`
}
