import { formatNumber } from '../number'
import { type ChartSize, draw, fontSize } from './draw'
import { horizontalAxis, legend, lineSeries, verticalAxis } from './frame'
import { shortened, textWidth } from './label'
import { thinned } from './thin'

/** A curve of shares, both between 0 and 1, in the order of its points. */
export interface SquareCurve {
  readonly name: string
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** The area that sums it up, for the key. */
  readonly area?: number
}

export interface SquarePlot {
  /** What the picture is; `for …` is added where a class counts as found. */
  readonly title: string
  readonly positive: string | undefined
  readonly xName: string
  readonly yName: string
  /** What the area is called: `AUC`, `AP`. */
  readonly areaName: string
  readonly curves: readonly SquareCurve[]
  /** The side at the bottom where such curves leave room for the key. */
  readonly keySide: 'left' | 'right'
  /** What guessing would give, as a quiet line. */
  readonly reference: readonly object[]
}

/** Curves of one share against another as a threshold moves, a line and an entry of the key for each classifier. */
export function squareChart(plot: SquarePlot, size: ChartSize): string {
  const width = size.width ?? 480
  const { curves, areaName, xName, yName } = plot
  // The key with its signs and figures must not reach beyond the plot.
  const figureWidth = textWidth(`, ${areaName} 0.000`, fontSize)
  const names = shortened(
    curves.map(({ name }) => name),
    Math.min(width * 0.42, width - left - right - 62 - figureWidth),
    fontSize,
  ).map((name, at) => {
    const area = curves[at]?.area
    return area === undefined ? name : `${name}, ${areaName} ${formatNumber(area)}`
  })
  const lines = curves.map(({ x, y }, at) =>
    lineSeries({
      name: names[at] ?? '',
      points: thinned(Array.from(x, (value, point) => [value, y[point] ?? Number.NaN])),
      style: at,
    }),
  )
  const axis = { min: 0, max: 1, interval: 0.2 }
  return draw({
    width,
    height: size.height ?? Math.round(width * 0.78),
    title: `${plot.title}${plot.positive === undefined ? '' : ` for ${plot.positive}`}`,
    description: `${capitalized(yName)} against ${xName} as the threshold moves. ${names.join('; ')}.`,
    option: {
      grid: { left, right, top: 34, bottom: 44 },
      legend: legend(names, { ...keyPlaces[plot.keySide], bottom: 54 }),
      xAxis: horizontalAxis({ name: xName, ...axis }),
      yAxis: verticalAxis({ name: yName, ...axis }),
      series: [...lines, ...plot.reference],
    },
  })
}

const left = 42
const right = 16
const keyPlaces = { left: { left: 50 }, right: { right: 22 } }

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
