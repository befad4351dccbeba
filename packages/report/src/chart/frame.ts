/** The parts that all plots with two axes share, so that the pictures of one report look like one hand's. */
import { fontSize } from './draw'
import { shortened } from './label'
import { markedPoints } from './markers'
import { palette, seriesStyle } from './palette'

export interface AxisChoice {
  readonly name: string
  readonly min?: number
  readonly max?: number
  /** Data units between ticks; chosen by the chart library where absent. */
  readonly interval?: number
  readonly format?: (value: number) => string
  /** The most pixels that its name may take; 200 by default. */
  readonly nameWidth?: number
}

/** A horizontal axis: its name under its middle, a baseline, ticks without grid lines. */
export function horizontalAxis({ name, min, max, interval, format = plain, nameWidth }: AxisChoice) {
  // An end that follows close on a round number is not written beside it.
  const left = interval === undefined || max === undefined ? 0 : (max / interval) % 1
  const crowded = left > 1e-6 && left < 0.5
  return {
    type: 'value' as const,
    name: shortenedName(name, nameWidth),
    nameLocation: 'middle' as const,
    nameGap: 28,
    nameTextStyle: { color: palette.muted.light, fontSize },
    ...range(min, max, interval),
    splitLine: { show: false },
    axisLine: { show: true, onZero: false, lineStyle: { color: palette.axis.light, cap: 'butt' } },
    axisTick: { show: true, length: 4, lineStyle: { color: palette.axis.light } },
    axisLabel: {
      color: palette.muted.light,
      fontSize,
      margin: 8,
      hideOverlap: true,
      formatter: format,
      ...(crowded ? { showMaxLabel: false } : {}),
    },
  }
}

/** A vertical axis: its name above it, set horizontally as text is read, with quiet grid lines. */
export function verticalAxis({ name, min, max, interval, format = plain }: AxisChoice) {
  return {
    type: 'value' as const,
    name: shortenedName(name),
    nameLocation: 'end' as const,
    nameGap: 14,
    nameTextStyle: { color: palette.ink.light, fontSize, align: 'left' as const, padding: [0, 0, 0, -34] },
    ...range(min, max, interval),
    splitNumber: 4,
    splitLine: { show: true, lineStyle: { color: palette.grid.light } },
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: palette.muted.light, fontSize, margin: 8, formatter: format },
  }
}

export interface Line {
  readonly name: string
  readonly points: readonly Point[]
  /** Place in the order of styles; default the line's own place. */
  readonly style?: number
  /** Default: a marker on every point up to 24, then on 8. */
  readonly markers?: boolean
  /** Steps for curves that hold their value until the next point. */
  readonly step?: 'start' | 'end'
}

/** A line with its own colour, dash and marker. */
export function lineSeries({ name, points, style = 0, markers = true, step }: Line) {
  const { color, dash, symbol } = seriesStyle(style)
  const marked = markers ? markedPoints(points, style) : new Set<number>()
  return {
    type: 'line' as const,
    name,
    ...(step === undefined ? {} : { step }),
    data: points.map((value, index) => ({
      value: [...value],
      symbol: marked.has(index) ? symbol : 'none',
    })),
    symbol: markers ? symbol : 'none',
    symbolSize: 7,
    showAllSymbol: true,
    lineStyle: {
      color,
      width: 2,
      type: typeof dash === 'string' ? dash : [...dash],
      cap: 'butt' as const,
      join: 'round' as const,
    },
    itemStyle: { color, borderColor: palette.ground.light, borderWidth: 1 },
    silent: true,
    z: 10 - style,
  }
}

/** A quiet dashed line across the plot at `y`, named where it begins. */
export function levelLine(name: string, y: number) {
  return referenceLine(name, [
    { value: [0, y], label: { show: true, position: [4, -16] } },
    { value: [1, y] },
  ])
}

/** A quiet dashed line from (0, 0) to (1, 1), named under its end. */
export function diagonalLine(name: string) {
  return referenceLine(name, [
    { value: [0, 0] },
    { value: [1, 1], label: { show: true, align: 'right', position: [-10, 44] } },
  ])
}

function referenceLine(name: string, data: readonly object[]) {
  return {
    type: 'line' as const,
    name,
    data: [...data],
    symbol: 'circle',
    symbolSize: 1,
    showAllSymbol: true,
    label: { color: palette.muted.light, fontSize, formatter: () => name },
    lineStyle: { color: palette.axis.light, width: 1, type: [3, 3] },
    itemStyle: { color: 'none', borderWidth: 0 },
    silent: true,
    z: 1,
  }
}

type Point = readonly [x: number, y: number]

/** What ECharts hands to a custom series that draws its own marks. */
export interface Plot {
  value(dimension: number): number
  /** Data to pixels. */
  coord(point: Point): number[]
}

/** The key to the lines, inside the plot or above it. */
export function legend(names: readonly string[], place: Readonly<Record<string, number | string>>) {
  return {
    data: names.map((name) => ({ name })),
    orient: 'vertical' as const,
    align: 'left' as const,
    ...place,
    itemWidth: 30,
    itemHeight: 9,
    itemGap: 6,
    padding: [3, 6, 3, 4],
    backgroundColor: palette.ground.light,
    borderColor: palette.ground.light,
    selectedMode: false,
    textStyle: { color: palette.ink.light, fontSize },
  }
}

/** `0.25`, `1,000`: as short as the number allows. */
export function plain(value: number): string {
  return Number(value.toPrecision(10)).toLocaleString('en-US', { maximumFractionDigits: 6 }).replace('-', '−')
}

/** A longer name would make the chart library shrink the plot for it. */
function shortenedName(name: string, width = 200): string {
  return name === '' ? '' : (shortened([name], width, fontSize)[0] ?? '')
}

function range(min: number | undefined, max: number | undefined, interval: number | undefined) {
  return {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(interval === undefined ? {} : { interval }),
  }
}
