import { formatCount, formatNumber, formatShare } from '../number'
import { type ChartSize, draw, fontSize } from './draw'
import { diagonalLine, horizontalAxis, lineSeries, type Plot, verticalAxis } from './frame'
import { textWidth } from './label'
import { palette } from './palette'

export interface ReliabilityData {
  readonly bins: readonly ReliabilityBin[]
  readonly expectedCalibrationError?: number
}

/** The predictions whose confidence lies between `lower` and `upper`; metrics' `ReliabilityBin` is one. */
export interface ReliabilityBin {
  readonly lower: number
  readonly upper: number
  /** How many predictions, or the sum of their weights. */
  readonly weight: number
  /** Mean of the predicted probability; not read where `weight` is 0. */
  readonly meanScore: number
  /** Share of the predictions that were right; not read where `weight` is 0. */
  readonly observed: number
}

/**
 * How often the classifier is right at each confidence, against the diagonal of perfect calibration, and
 * below it how many predictions each confidence has.
 */
export function reliabilityChart(data: ReliabilityData, size: ChartSize = {}): string {
  const width = size.width ?? 480
  const height = size.height ?? Math.round(width * 0.94)
  const filled = data.bins.filter(({ weight }) => weight > 0)
  const total = filled.reduce((sum, { weight }) => sum + weight, 0)
  const most = Math.max(1, ...filled.map(({ weight }) => weight))
  const histogram = 64
  const grid = { left: Math.max(42, textWidth(formatCount(most), fontSize) + 14), right: 16 }
  const error = data.expectedCalibrationError
  const figure = error === undefined ? '' : `Expected calibration error ${formatNumber(error)}.`
  return draw({
    width,
    height,
    title: 'Reliability of the predicted probabilities',
    description: `Accuracy against confidence in ${filled.length} bins of ${formatCount(total)} predictions. ${figure}`,
    option: {
      grid: [
        { ...grid, top: 34, bottom: 44 + histogram + 44 },
        { ...grid, height: histogram, bottom: 44 },
      ],
      xAxis: [
        {
          ...horizontalAxis({ name: '', min: 0, max: 1, interval: 0.2 }),
          gridIndex: 0,
          axisLabel: { show: false },
        },
        { ...horizontalAxis({ name: 'confidence', min: 0, max: 1, interval: 0.2 }), gridIndex: 1 },
      ],
      yAxis: [
        { ...verticalAxis({ name: 'accuracy', min: 0, max: 1, interval: 0.2 }), gridIndex: 0 },
        {
          ...verticalAxis({ name: 'predictions', min: 0, max: most, interval: most, format: formatCount }),
          nameGap: 12,
          gridIndex: 1,
        },
      ],
      series: [diagonalLine('perfect'), observedLine(filled), histogramBars(data.bins, total)],
    },
  })
}

/** A bin with fewer predictions than this says little: its point is hollow. */
export const fewPredictions = 10

function observedLine(bins: readonly ReliabilityBin[]) {
  const series = lineSeries({
    name: 'accuracy',
    points: bins.map(({ meanScore, observed }) => [meanScore, observed]),
  })
  const hollow = {
    color: palette.ground.light,
    borderColor: palette.first.light,
    borderWidth: 1.5,
  }
  return {
    ...series,
    data: series.data.map((item, index) =>
      (bins[index]?.weight ?? 0) < fewPredictions ? { ...item, itemStyle: hollow } : item,
    ),
  }
}

/** A bar from each bin's lower to its upper edge, with its share of the predictions where that fits. */
function histogramBars(bins: readonly ReliabilityBin[], total: number) {
  return {
    type: 'custom' as const,
    xAxisIndex: 1,
    yAxisIndex: 1,
    silent: true,
    data: bins.map(({ lower, upper, weight }) => [lower, upper, weight]),
    renderItem: (_: unknown, api: Plot) => {
      const count = api.value(2)
      const [left = 0, top = 0] = api.coord([api.value(0), count])
      const [right = 0, bottom = 0] = api.coord([api.value(1), 0])
      const wide = right - left
      return {
        type: 'group',
        children: [
          {
            type: 'rect',
            shape: { x: left + 1, y: top, width: Math.max(1, wide - 2), height: bottom - top },
            style: { fill: palette.first.light },
          },
          {
            type: 'text',
            style: {
              text: count > 0 && wide >= 34 ? formatShare(count / total) : '',
              x: left + wide / 2,
              y: top - 3,
              align: 'center',
              verticalAlign: 'bottom',
              fill: palette.muted.light,
              fontSize: fontSize - 1,
            },
          },
        ],
      }
    },
  }
}
