import { describe, expect, it } from 'vitest'
import { hostileNames } from '../testing/hostile'
import { malformation } from '../testing/well-formed'
import { comparisonChart } from './comparison'
import { confusionChart } from './confusion'
import type { ChartSize } from './draw'
import { learningCurveChart } from './learning-curve'
import { heat, palette } from './palette'
import { precisionRecallChart } from './precision-recall'
import { reliabilityChart } from './reliability'
import { rocChart } from './roc'

const grid = Array.from({ length: 101 }, (_, index) => index / 100)
const square = (size: number) =>
  Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => (row === column ? 50 + row : (row * column) % 7)),
  )

/** Every picture, drawn with the given names. */
const charts: Record<string, (names: readonly string[], size?: ChartSize) => string> = {
  comparison: (names, size) =>
    comparisonChart(
      {
        name: names[0] ?? '',
        bars: names.map((name, index) => ({
          name,
          value: 0.9 - index / 50,
          interval: { lower: 0.85 - index / 50, upper: 0.95 - index / 50 },
        })),
      },
      size,
    ),
  confusion: (names, size) => confusionChart({ labels: names, matrix: square(names.length) }, size),
  'learning curve': (names, size) =>
    learningCurveChart(
      {
        metricName: names[0] ?? '',
        xName: names[1] ?? '',
        kept: 60,
        rows: grid.map((_, x) => ({
          x,
          trainingLoss: 1 / (1 + x),
          ...(x % 20 === 0 ? { validationLoss: 1 / (2 + x), validationMetric: 1 - 1 / (2 + x) } : {}),
        })),
      },
      size,
    ),
  'precision-recall': (names, size) =>
    precisionRecallChart(
      {
        positive: names[0] ?? '',
        baseRate: 0.3,
        curves: names.slice(0, 4).map((name, index) => ({
          name,
          recall: grid,
          precision: grid.map((recall) => 1 - recall ** (5 + index)),
          averagePrecision: 0.9,
        })),
      },
      size,
    ),
  reliability: (_, size) =>
    reliabilityChart(
      {
        expectedCalibrationError: 0.02,
        bins: grid
          .filter((_, index) => index % 10 === 0 && index < 100)
          .map((lower) => ({
            lower,
            upper: lower + 0.1,
            weight: Math.round(lower * 100),
            meanScore: lower + 0.05,
            observed: lower,
          })),
      },
      size,
    ),
  roc: (names, size) =>
    rocChart(
      {
        positive: names[0] ?? '',
        curves: names.slice(0, 4).map((name, index) => ({
          name,
          falsePositiveRate: grid,
          truePositiveRate: grid.map((rate) => rate ** (0.1 + index / 10)),
          areaUnderCurve: 0.9,
        })),
      },
      size,
    ),
}

const widths = [328, 480, 980]

describe.each(Object.entries(charts))('%s chart', (_, chart) => {
  it.each(widths)('draws hostile names as well-formed SVG of its own, %i wide', (width) => {
    const svg = chart(hostileNames, { width })
    expect(malformation(svg)).toBeUndefined()
    expect(svg).toMatch(
      new RegExp(`^<svg xmlns="http://www.w3.org/2000/svg" id="graft-[0-9a-f]{8}" width="${width}"`),
    )
    expect(svg).not.toMatch(/<(?:script|img|image|foreignObject|a|use|iframe)\b/)
    expect(svg).not.toMatch(/\son\w+="/)
    const tags = [...svg.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace('http://www.w3.org/2000/svg', ''))
    expect(tags.join('')).not.toMatch(/(?:src|href)="|url\((?!#graft-)|https?:/)
    expect(svg.split('<style>')).toHaveLength(2)
  })

  it('gives the same bytes for the same input, whatever was drawn between', () => {
    const first = chart(['ham', 'spam'])
    chart(['other', 'names'])
    expect(chart(['ham', 'spam'])).toBe(first)
    expect(first).not.toMatch(/zr\d|ecmeta|NaN|Infinity|undefined/)
  })

  it('uses only colours that have a dark partner, and swaps each of them', () => {
    const svg = chart(['ham', 'spam', 'eggs', 'bacon'])
    const known = new Set<string>(Object.values(palette).map(({ light }) => light))
    for (const { fill, ink } of heat) known.add(fill.light).add(ink.light)
    const drawing = svg.slice(svg.indexOf('</style>'))
    const used = [...drawing.matchAll(/ (fill|stroke)="([^"]+)"/g)].filter(
      ([, , colour]) => colour !== 'none',
    )
    expect(used.length).toBeGreaterThan(3)
    // What only clips is not seen.
    const seen = used.filter(([, , colour]) => colour !== '#000')
    expect(seen.map(([, , colour]) => colour ?? '').filter((colour) => !known.has(colour))).toEqual([])
    for (const [, attribute, colour] of seen) {
      expect(svg).toContain(`[${attribute}="${colour}"]{${attribute}:#`)
    }
  })

  it('says what it shows to a reader who cannot see it', () => {
    const svg = chart(['ham', 'spam'])
    expect(svg).toMatch(/role="img" aria-labelledby="(graft-\w+)-title \1-text"/)
    expect(svg).toMatch(/<title id="[^"]+">[^<]+<\/title>\n<desc id="[^"]+">[^<]+<\/desc>/)
  })
})

describe('palette', () => {
  it('has light colours that all differ, as the swap to dark needs', () => {
    const light = Object.values(palette).map(({ light }) => light)
    const steps = heat.flatMap(({ fill, ink }) => [fill.light, ink.light])
    expect(new Set([...light, ...steps]).size).toBe(light.length + steps.length)
  })

  it.each(['light', 'dark'] as const)('can be read in the %s', (theme) => {
    const ground = palette.ground[theme]
    for (const role of ['ink', 'muted', 'first', 'second', 'third', 'fourth'] as const) {
      expect([role, contrast(palette[role][theme], ground) >= 4.5]).toEqual([role, true])
    }
    expect(contrast(palette.axis[theme], ground)).toBeGreaterThanOrEqual(3)
  })

  it.each(['light', 'dark'] as const)(
    'writes on every step of the heat map with enough contrast in the %s',
    (theme) => {
      heat.forEach(({ fill, ink }, step) => {
        expect([step, contrast(fill[theme], ink[theme]) >= 4.5]).toEqual([step, true])
      })
    },
  )
})

/** WCAG 2.2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (dark! + 0.05)
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

describe('a learning curve of 53 steps', () => {
  const rows = Array.from({ length: 53 }, (_, x) => ({
    x,
    trainingLoss: 1 / (1 + x),
    ...(x % 10 === 9 ? { validationMetric: (90 + x / 10) / 100 } : {}),
  }))
  const written = (kept?: number) => {
    const svg = learningCurveChart({ rows, ...(kept === undefined ? {} : { kept }) }, { width: 480 })
    return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)
  }

  it('counts in round steps, and writes no end close beside one', () => {
    expect(written()).toEqual(expect.arrayContaining(['0', '10', '20', '30', '40', '50']))
    expect(written()).not.toContain('52')
  })

  it('says what was kept, whatever its neighbours would say', () => {
    for (const kept of [9, 19, 29, 39, 49]) {
      expect(written(kept)).toContain(`${((90 + kept / 10) / 100).toFixed(3)} kept`)
    }
  })
})
