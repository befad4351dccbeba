/**
 * The colours of every picture, as pairs. A picture is drawn with the light colour of each role as a plain
 * SVG attribute, which any viewer understands; a style rule then swaps it for the dark one where the reader
 * prefers dark. The light colours must therefore all differ.
 *
 * The four series colours keep at least 4.5 : 1 against their ground and stay apart under protanopia,
 * deuteranopia and tritanopia (they descend from Okabe & Ito's set); no picture relies on them alone.
 */
export const palette = {
  ground: { light: '#ffffff', dark: '#17191d' },
  ink: { light: '#1d2025', dark: '#e9e7e2' },
  muted: { light: '#616873', dark: '#a2a8b2' },
  axis: { light: '#8d949e', dark: '#6d7580' },
  grid: { light: '#e4e6ea', dark: '#2d3138' },
  band: { light: '#d5dae1', dark: '#3b414b' },
  first: { light: '#1d5fc2', dark: '#7db1ff' },
  second: { light: '#b9510b', dark: '#ffa95c' },
  third: { light: '#0b7a69', dark: '#55d3b8' },
  fourth: { light: '#83399f', dark: '#d6a0f2' },
} as const satisfies Record<string, ColourPair>

export interface ColourPair {
  readonly light: string
  readonly dark: string
}

/** Eleven steps from the ground to the first series colour, for shares 0, 0.1, … 1, and the ink on each. */
export const heat: readonly { readonly fill: ColourPair; readonly ink: ColourPair }[] = heatScale()

/** How the n-th series of a picture is drawn: colour, dash and marker together, so that grey is enough. */
export function seriesStyle(index: number): {
  color: string
  dash: readonly number[] | 'solid'
  symbol: string
} {
  return seriesStyles[index % seriesStyles.length] ?? seriesStyles[0]
}

const seriesStyles = [
  { color: palette.first.light, dash: 'solid' as const, symbol: 'circle' },
  { color: palette.second.light, dash: [7, 4], symbol: 'diamond' },
  { color: palette.third.light, dash: [2, 3], symbol: 'triangle' },
  { color: palette.fourth.light, dash: [10, 3, 2, 3], symbol: 'rect' },
] as const satisfies readonly { color: string; dash: 'solid' | readonly number[]; symbol: string }[]

/** The fill and the ink of a heat-map cell for a share in [0, 1]. */
export function heatColour(share: number): { fill: string; ink: string } {
  const step = Math.round(Math.min(1, Math.max(0, share)) * (heat.length - 1))
  const entry = heat[step] ?? heat[0]!
  return { fill: entry.fill.light, ink: entry.ink.light }
}

/** The style rules that turn the light colours found in `svg` into their dark partners. */
export function darkRules(svg: string, scope: string): string {
  const rules: string[] = []
  for (const { light, dark } of everyPair()) {
    if (svg.includes(`fill="${light}"`)) rules.push(`${scope} [fill="${light}"]{fill:${dark}}`)
    if (svg.includes(`stroke="${light}"`)) rules.push(`${scope} [stroke="${light}"]{stroke:${dark}}`)
  }
  return rules.length === 0 ? '' : `@media screen and (prefers-color-scheme:dark){${rules.join('')}}`
}

function everyPair(): ColourPair[] {
  return [...Object.values(palette), ...heat.flatMap(({ fill, ink }) => [fill, ink])]
}

function heatScale() {
  return Array.from({ length: 11 }, (_, step) => {
    const share = step / 10
    // Black turns to white (and white to black) where the other reads better, which is not at the same step
    // in light and dark. So that each step can be swapped by its colour alone, its last digit is its own.
    const digit = step.toString(16)
    return {
      fill: { light: mix('#f4f6f9', '#17509f', share), dark: mix('#20242b', '#8dbbff', share) },
      ink: { light: step < 8 ? `#08090${digit}` : `#fffff${digit}`, dark: step < 6 ? '#ffffff' : '#050608' },
    }
  })
}

function mix(from: string, to: string, share: number): string {
  const channels = [1, 3, 5].map((at) => {
    const a = Number.parseInt(from.slice(at, at + 2), 16)
    const b = Number.parseInt(to.slice(at, at + 2), 16)
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, '0')
  })
  return `#${channels.join('')}`
}
