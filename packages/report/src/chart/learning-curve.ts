import { formatNumber } from '../number'
import { type ChartSize, draw, fontSize } from './draw'
import { horizontalAxis, legend, lineSeries, plain, verticalAxis } from './frame'
import { palette } from './palette'
import { thinned } from './thin'

export interface LearningCurveData {
  readonly rows: readonly LearningCurveRow[]
  /** What the horizontal axis counts; default `step`. */
  readonly xName?: string
  /** What `validationMetric` is; default `validation metric`. */
  readonly metricName?: string
  /** The step whose weights were kept. */
  readonly kept?: number
}

/** What was measured at one moment; a row may have any of the three. */
export interface LearningCurveRow {
  /** Step or epoch, ascending. */
  readonly x: number
  readonly trainingLoss?: number
  readonly validationLoss?: number
  readonly validationMetric?: number
}

type Point = readonly [x: number, y: number]

/** Loss above, the validation metric below it, over the same axis: two scales never share one plot. */
export function learningCurveChart(data: LearningCurveData, size: ChartSize = {}): string {
  const { rows, xName = 'step', metricName = 'validation metric' } = data
  const training = pointsOf(rows, 'trainingLoss')
  const validation = pointsOf(rows, 'validationLoss')
  const metric = pointsOf(rows, 'validationMetric')
  const width = size.width ?? 480
  const two = metric.length > 0
  const height = size.height ?? Math.round(width * (two ? 0.94 : 0.7))
  const shared = { left: 46, right: 18 }
  const upper = { ...shared, top: 34, bottom: two ? Math.round(height * 0.46) : 44 }
  const lower = { ...shared, top: Math.round(height * 0.54) + 32, bottom: 44 }
  const last = Math.max(...rows.map(({ x }) => x), 1)
  const first = Math.min(...rows.map(({ x }) => x), last)
  const x = { min: first, max: last, interval: roundStep(last - first) }
  const pixelsPerStep = (width - shared.left - shared.right) / Math.max(last - first, 1)
  const losses = training.length > 0 && validation.length > 0
  const best = metric.find(([at]) => at === data.kept) ?? metric[metric.length - 1]
  return draw({
    width,
    height,
    title: 'Learning curve',
    description: [
      training.length > 0
        ? `Training loss from ${formatNumber(training[0]?.[1])} to ${formatNumber(training.at(-1)?.[1])}.`
        : '',
      best ? `${metricName} ${formatNumber(best[1])} at ${xName} ${plain(best[0])}.` : '',
    ].join(' '),
    option: {
      grid: two ? [upper, lower] : [upper],
      ...(losses
        ? { legend: { ...legend(['training', 'validation'], { right: 18, top: 6 }), orient: 'horizontal' } }
        : {}),
      xAxis: [
        {
          ...horizontalAxis({ name: two ? '' : xName, ...x }),
          gridIndex: 0,
          ...(two ? { axisLabel: { show: false } } : {}),
        },
        ...(two ? [{ ...horizontalAxis({ name: xName, ...x }), gridIndex: 1 }] : []),
      ],
      yAxis: [
        {
          ...verticalAxis({
            name: losses ? 'loss' : training.length > 0 ? 'training loss' : 'validation loss',
            min: 0,
          }),
          gridIndex: 0,
        },
        ...(two
          ? [
              {
                ...verticalAxis({ name: metricName, ...metricRange(metric, width) }),
                splitNumber: 3,
                gridIndex: 1,
              },
            ]
          : []),
      ],
      series: [
        ...(training.length > 0
          ? [
              {
                ...lineSeries({
                  name: 'training',
                  points: thinned(training),
                  markers: training.length <= 24,
                }),
                xAxisIndex: 0,
                yAxisIndex: 0,
              },
            ]
          : []),
        ...(validation.length > 0
          ? [
              {
                ...lineSeries({ name: 'validation', points: thinned(validation), style: 1 }),
                xAxisIndex: 0,
                yAxisIndex: 0,
              },
            ]
          : []),
        ...(two ? [metricSeries(metric, data.kept, width, pixelsPerStep)] : []),
      ],
    },
  })
}

/** About as many pixels as two figures beside one another take, one of them with a word. */
const figureWidth = 84

function metricSeries(
  metric: readonly Point[],
  kept: number | undefined,
  width: number,
  pixelsPerStep: number,
) {
  const series = lineSeries({ name: 'metric', points: thinned(metric), style: 2 })
  // Where there is no room for every figure, that of the weights that were kept stays.
  const few = metric.length <= 8 && (width >= 420 || kept === undefined)
  const isBesideKept = (at: number) =>
    kept !== undefined && at !== kept && Math.abs(at - kept) * pixelsPerStep < figureWidth
  return {
    ...series,
    data: series.data.map((item, index) => ({
      ...item,
      label: {
        show: item.value[0] === kept || (few && !isBesideKept(item.value[0] ?? 0)),
        align: index === 0 ? 'left' : index === series.data.length - 1 ? 'right' : 'center',
      },
    })),
    xAxisIndex: 1,
    yAxisIndex: 1,
    label: {
      position: 'top',
      color: palette.ink.light,
      textBorderColor: palette.ground.light,
      textBorderWidth: 4,
      fontSize,
      formatter: ({ value }: { value: readonly number[] }) =>
        `${formatNumber(value[1])}${value[0] === kept ? ' kept' : ''}`,
    },
    labelLayout: { hideOverlap: true },
  }
}

function pointsOf(
  rows: readonly LearningCurveRow[],
  field: Exclude<keyof LearningCurveRow, 'x'>,
): [number, number][] {
  return rows.flatMap((row) => {
    const value = row[field]
    return value !== undefined && Number.isFinite(value) ? [[row.x, value] satisfies [number, number]] : []
  })
}

/** 1, 2 or 5 times a power of ten, about a fifth of the span. */
function roundStep(span: number): number {
  const rough = Math.max(span, 1) / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((each) => rough < 1.5 * each * power) ?? 10
  return factor * power
}

/** Metrics near 1 are looked at closely: the axis starts at the round tenth below the lowest point. */
function metricRange(
  metric: readonly Point[],
  width: number,
): { min?: number; max?: number; interval?: number } {
  const values = metric.map(([, y]) => y)
  const low = Math.min(...values)
  const high = Math.max(...values)
  if (low < 0 || high > 1) return {}
  const min = Math.max(0, Math.floor(low * 10 - 0.5) / 10)
  // On a telephone the plot is too low for more than three figures.
  return { min, max: 1, ...(width < 420 ? { interval: (1 - min) / 2 } : {}) }
}
