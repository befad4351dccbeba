import { formatNumber } from '../number'
import { type ChartSize, draw, fontSize } from './draw'
import { diagonalLine, horizontalAxis, legend, lineSeries, verticalAxis } from './frame'
import { shortened } from './label'
import { thinned } from './thin'

export interface RocData {
  readonly curves: readonly RocCurve[]
  /** The class that counts as found, for the title. */
  readonly positive?: string
}

export interface RocCurve {
  readonly name: string
  /** In the order of the threshold; both in [0, 1]. */
  readonly falsePositiveRate: ArrayLike<number>
  readonly truePositiveRate: ArrayLike<number>
  readonly areaUnderCurve?: number
}

/** True positives against false positives, one curve for each classifier, over the diagonal of chance. */
export function rocChart(data: RocData, size: ChartSize = {}): string {
  const width = size.width ?? 480
  const height = size.height ?? Math.round(width * 0.78)
  const names = shortened(
    data.curves.map(({ name }) => name),
    width < 420 ? width * 0.5 : width * 0.42,
    fontSize,
  ).map((name, index) => withFigure(name, data.curves[index]?.areaUnderCurve))
  return draw({
    width,
    height,
    title: `ROC curve${data.positive === undefined ? '' : ` for ${data.positive}`}`,
    description: `True positive rate against false positive rate as the threshold moves. ${names.join('; ')}.`,
    option: {
      grid: { left: 42, right: 16, top: 34, bottom: 44 },
      legend: legend(names, { right: 22, bottom: 54 }),
      xAxis: horizontalAxis({ name: 'false positive rate', min: 0, max: 1, interval: 0.2 }),
      yAxis: verticalAxis({ name: 'true positive rate', min: 0, max: 1, interval: 0.2 }),
      series: [
        ...data.curves.map(({ falsePositiveRate, truePositiveRate }, index) =>
          lineSeries({
            name: names[index] ?? '',
            points: thinned(
              Array.from(falsePositiveRate, (rate, at) => [rate, truePositiveRate[at] ?? Number.NaN]),
            ),
            style: index,
          }),
        ),
        diagonalLine('chance'),
      ],
    },
  })
}

function withFigure(name: string, areaUnderCurve: number | undefined): string {
  return areaUnderCurve === undefined ? name : `${name}, AUC ${formatNumber(areaUnderCurve)}`
}
