import { formatNumber, formatShare } from '../number'
import { type ChartSize, draw, fontSize } from './draw'
import { horizontalAxis, legend, levelLine, lineSeries, verticalAxis } from './frame'
import { shortened } from './label'
import { thinned } from './thin'

export interface PrecisionRecallData {
  readonly curves: readonly PrecisionRecallCurve[]
  /** The class that counts as found, for the title. */
  readonly positive?: string
  /** Share of the positive class: what a classifier that guesses gets for precision at any recall. */
  readonly baseRate?: number
}

export interface PrecisionRecallCurve {
  readonly name: string
  /** In the order of the threshold; both in [0, 1]. */
  readonly recall: ArrayLike<number>
  readonly precision: ArrayLike<number>
  readonly averagePrecision?: number
}

/** Precision against recall, one curve for each classifier, over the line that guessing would give. */
export function precisionRecallChart(data: PrecisionRecallData, size: ChartSize = {}): string {
  const width = size.width ?? 480
  const height = size.height ?? Math.round(width * 0.78)
  const names = shortened(
    data.curves.map(({ name }) => name),
    width < 420 ? width * 0.5 : width * 0.42,
    fontSize,
  ).map((name, index) => withFigure(name, data.curves[index]?.averagePrecision))
  const lines = data.curves.map((curve, index) =>
    lineSeries({
      name: names[index] ?? '',
      points: thinned(Array.from(curve.recall, (recall, at) => [recall, curve.precision[at] ?? Number.NaN])),
      style: index,
    }),
  )
  return draw({
    width,
    height,
    title: `Precision and recall${data.positive === undefined ? '' : ` for ${data.positive}`}`,
    description: `Precision against recall as the threshold moves. ${names.join('; ')}.`,
    option: {
      grid: { left: 42, right: 16, top: 34, bottom: 44 },
      legend: legend(names, { left: 50, bottom: 54 }),
      xAxis: horizontalAxis({ name: 'recall', min: 0, max: 1, interval: 0.2 }),
      yAxis: verticalAxis({ name: 'precision', min: 0, max: 1, interval: 0.2 }),
      series: [
        ...lines,
        ...(data.baseRate === undefined
          ? []
          : [levelLine(`guessing, ${formatShare(data.baseRate)}`, data.baseRate)]),
      ],
    },
  })
}

function withFigure(name: string, averagePrecision: number | undefined): string {
  return averagePrecision === undefined ? name : `${name}, AP ${formatNumber(averagePrecision)}`
}
