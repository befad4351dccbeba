import { formatInterval, type Interval } from '../number'
import { type ChartSize, draw, fontSize } from './draw'
import { horizontalAxis, type Plot } from './frame'
import { shortened, textWidth } from './label'
import { palette } from './palette'

export interface ComparisonData {
  /** What is compared, for example `F1 for spam`. */
  readonly name: string
  readonly bars: readonly ComparisonBar[]
  /** The axis; default from 0 to the largest value or 1. */
  readonly min?: number
  readonly max?: number
}

export interface ComparisonBar {
  readonly name: string
  readonly value: number
  readonly interval?: Interval
  /** Drawn in full colour; the others are quiet. Default: the first bar. */
  readonly highlighted?: boolean
}

/** Horizontal bars with their intervals as whiskers; every bar has its figures written beside it. */
export function comparisonChart(data: ComparisonData, size: ChartSize = {}): string {
  const width = size.width ?? 480
  const { bars } = data
  const height = size.height ?? bars.length * 46 + 50
  const names = shortened(
    bars.map(({ name }) => name),
    width - 24,
    fontSize,
  )
  const figures = bars.map(({ value, interval }) => formatInterval(value, interval))
  const right = Math.max(...figures.map((figure) => textWidth(figure, fontSize)), 0) + 20
  const min = data.min ?? 0
  const max = data.max ?? Math.max(1, ...bars.map(({ value, interval }) => interval?.upper ?? value))
  const highlighted = bars.some((bar) => bar.highlighted === true)
  const barHeight = 14
  return draw({
    width,
    height,
    title: data.name,
    description: bars.map(({ name }, index) => `${name}: ${figures[index]}`).join('; '),
    wholeLabels: new Map(names.map((name, index) => [name, bars[index]?.name ?? ''])),
    option: {
      grid: { left: 10, right, top: 4, bottom: 46 },
      xAxis: {
        ...horizontalAxis({
          name: data.name,
          nameWidth: Math.min(200, width - right - 20),
          min,
          max,
          ...(min === 0 && max === 1 ? { interval: 0.2 } : {}),
        }),
        splitLine: { show: true, lineStyle: { color: palette.grid.light } },
        splitNumber: 4,
      },
      yAxis: {
        type: 'category',
        data: names,
        inverse: true,
        axisLine: { show: true, lineStyle: { color: palette.axis.light } },
        axisTick: { show: false },
        axisLabel: { show: false },
      },
      series: [
        {
          type: 'custom',
          silent: true,
          data: bars.map(({ value }, index) => [value, index]),
          renderItem: (parameters: { dataIndex: number }, api: Plot) => {
            const index = parameters.dataIndex
            const bar = bars[index]
            if (bar === undefined) return { type: 'group', children: [] }
            const strong = highlighted ? bar.highlighted === true : index === 0
            const [zero = 0] = api.coord([min, index])
            const [end = 0, middle = 0] = api.coord([bar.value, index])
            const y = middle + 9
            const whisker =
              bar.interval &&
              [bar.interval.lower, bar.interval.upper].map((edge) => api.coord([edge, index])[0] ?? 0)
            const ink = palette.ink.light
            const line = (
              x1: number,
              y1: number,
              x2: number,
              y2: number,
              stroke: string,
              lineWidth: number,
            ) => ({
              type: 'line',
              shape: { x1, y1, x2, y2 },
              style: { stroke, lineWidth },
            })
            const text = (content: string, x: number, y: number) => ({
              type: 'text',
              style: {
                text: content,
                x,
                y,
                align: 'left',
                verticalAlign: 'middle',
                fill: ink,
                fontSize,
                ...halo,
              },
            })
            return {
              type: 'group',
              children: [
                {
                  type: 'rect',
                  shape: { x: zero, y: y - barHeight / 2, width: Math.max(0, end - zero), height: barHeight },
                  style: { fill: strong ? palette.first.light : palette.band.light },
                },
                ...(whisker === undefined
                  ? []
                  : [
                      line(whisker[0] ?? 0, y, whisker[1] ?? 0, y, palette.ground.light, 4),
                      line(whisker[0] ?? 0, y, whisker[1] ?? 0, y, ink, 1.5),
                      line(whisker[0] ?? 0, y - 4, whisker[0] ?? 0, y + 4, ink, 1.5),
                      line(whisker[1] ?? 0, y - 4, whisker[1] ?? 0, y + 4, ink, 1.5),
                    ]),
                text(figures[index] ?? '', Math.max(end, whisker?.[1] ?? 0) + 8, y),
                text(names[index] ?? '', zero + 4, y - 19),
              ],
            }
          },
        },
      ],
    },
  })
}

/** Keeps a grid line from running through a figure. */
const halo = { stroke: palette.ground.light, lineWidth: 4 }
