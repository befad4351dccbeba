import { GraftError } from '@graftjs/base'
import { formatCount, formatShare } from '../number'
import { type ChartSize, draw, fontSize } from './draw'
import { shortened, textWidth } from './label'
import { heatColour, palette } from './palette'

export interface ConfusionData {
  readonly labels: readonly string[]
  /** Counts, `matrix[truth][prediction]`, in the order of `labels`. */
  readonly matrix: readonly ArrayLike<number>[]
}

/**
 * A heat map of what was predicted for each true class: every cell has its count, and its share of the row
 * where there is room. The shade is the share of the row, so that a rare class reads as well as a common one.
 *
 * @throws GraftError `invalid-data` where the matrix is not square or does not fit the labels.
 */
export function confusionChart(data: ConfusionData, size: ChartSize = {}): string {
  const { labels } = data
  requireSquare(data)
  const frame = layout(labels, size)
  const { width, height, left, top } = frame
  const rows = data.matrix.map((row) => Array.from(row))
  const sums = rows.map((row) => row.reduce((sum, count) => sum + count, 0))
  const right = rows.reduce((sum, row, index) => sum + (row[index] ?? 0), 0)
  const all = sums.reduce((sum, count) => sum + count, 0)
  const children = [
    quiet('predicted', left, 10, 'left'),
    quiet('true', left - 10, top - 12, 'right'),
    ...frame.names.flatMap((name, index) => [columnName(name, index, frame), rowName(name, index, frame)]),
    ...rows.flatMap((row, truth) =>
      row.flatMap((count, prediction) => cell({ truth, prediction, count, sum: sums[truth] ?? 0 }, frame)),
    ),
  ]
  const axis = { type: 'value' as const, show: false, min: 0, max: 1 }
  return draw({
    width,
    height,
    title: 'Confusion matrix',
    description: `Rows are the true classes, columns the predicted. ${formatCount(right)} of ${formatCount(all)} are on the diagonal.`,
    wholeLabels: new Map(frame.names.map((name, index) => [name, labels[index] ?? ''])),
    option: {
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      xAxis: axis,
      yAxis: axis,
      series: [
        { type: 'custom', silent: true, data: [[0, 0]], renderItem: () => ({ type: 'group', children }) },
      ],
    },
  })
}

interface Layout {
  readonly names: readonly string[]
  readonly width: number
  readonly height: number
  readonly left: number
  readonly top: number
  readonly cellWidth: number
  readonly cellHeight: number
  /** Column names lean where they do not fit above their columns. */
  readonly leaning: boolean
  readonly nameSize: number
}

/** Digits smaller than this are left to the shade. */
const smallestText = 7

const lean = Math.PI / 4

function layout(labels: readonly string[], { width = 480, height }: ChartSize): Layout {
  const many = labels.length > 8
  const names = shortened(labels, Math.min(width * (many ? 0.24 : 0.3), 170), fontSize)
  const longest = Math.max(...names.map((name) => textWidth(name, fontSize)))
  const left = Math.max(longest, textWidth('true', fontSize)) + 14
  const straight = (width - left - 6) / labels.length
  const leaning = longest > straight - 6
  // A leaning last name reaches past its column.
  const overhang = leaning ? Math.max(0, longest * Math.cos(lean) - straight / 2) : 0
  const cellWidth = (width - left - 6 - overhang) / labels.length
  const top = leaning ? Math.ceil(longest * Math.sin(lean)) + 40 : 52
  const cellHeight =
    height === undefined
      ? Math.min(cellWidth, Math.max(20, Math.min(92, 300 / labels.length)))
      : (height - top - 6) / labels.length
  return {
    names,
    width,
    height: height ?? Math.round(top + cellHeight * labels.length + 6),
    left,
    top,
    cellWidth,
    cellHeight,
    leaning,
    nameSize: Math.min(fontSize, Math.max(smallestText, cellHeight - 3)),
  }
}

interface Cell {
  readonly truth: number
  readonly prediction: number
  readonly count: number
  readonly sum: number
}

function cell({ truth, prediction, count, sum }: Cell, { left, top, cellWidth, cellHeight }: Layout) {
  const share = sum === 0 ? 0 : count / sum
  const { fill, ink } = heatColour(share)
  const x = left + prediction * cellWidth
  const y = top + truth * cellHeight
  const middle = [x + cellWidth / 2, y + cellHeight / 2] as const
  const diagonal = truth === prediction
  const percent = cellWidth >= 46 && cellHeight >= 38
  const written = formatCount(count)
  const largest = percent ? 15 : fontSize
  const size = Math.min(largest, (largest * (cellWidth - 4)) / textWidth(written, largest))
  const legible = size >= smallestText
  const tint = count === 0 ? palette.muted.light : ink
  return [
    {
      type: 'rect',
      shape: { x: x + 1, y: y + 1, width: cellWidth - 2, height: cellHeight - 2, r: percent ? 2 : 0 },
      style: { fill, ...(diagonal ? { stroke: palette.muted.light, lineWidth: 1 } : {}) },
    },
    // A nought in a large matrix says less than the empty cell does.
    ...(!legible || (count === 0 && !percent)
      ? []
      : [
          label(
            written,
            middle[0],
            middle[1] - (percent && count > 0 ? 8 : 0),
            'center',
            tint,
            size,
            diagonal,
          ),
        ]),
    ...(percent && count > 0
      ? [label(formatShare(share), middle[0], middle[1] + 11, 'center', tint, fontSize - 1)]
      : []),
  ]
}

function columnName(name: string, index: number, { left, top, cellWidth, leaning, nameSize }: Layout) {
  const x = left + (index + 0.5) * cellWidth
  return leaning
    ? { ...label(name, 0, 0, 'left', palette.ink.light, nameSize), x: x - 3, y: top - 8, rotation: lean }
    : label(name, x, top - 12, 'center', palette.ink.light, nameSize)
}

function rowName(name: string, index: number, { left, top, cellHeight, nameSize }: Layout) {
  return label(name, left - 10, top + (index + 0.5) * cellHeight, 'right', palette.ink.light, nameSize)
}

function quiet(text: string, x: number, y: number, align: Align) {
  return label(text, x, y, align, palette.muted.light)
}

type Align = 'left' | 'center' | 'right'

function label(
  text: string,
  x: number,
  y: number,
  align: Align,
  fill: string,
  size = fontSize,
  bold = false,
) {
  return {
    type: 'text',
    style: {
      text,
      x,
      y,
      align,
      verticalAlign: 'middle',
      fill,
      fontSize: size,
      ...(bold ? { fontWeight: 600 } : {}),
    },
  }
}

function requireSquare({ labels, matrix }: ConfusionData): void {
  const wrong = matrix.findIndex((row) => row.length !== labels.length)
  if (labels.length > 0 && matrix.length === labels.length && wrong === -1) return
  throw new GraftError('invalid-data', {
    what: 'A confusion matrix needs a row and a column for each label.',
    where: `${labels.length} labels, ${matrix.length} rows${wrong === -1 ? '' : `, ${matrix[wrong]?.length} columns in row ${wrong}`}`,
    fix: 'Pass `labels` and a square `matrix` of the same size.',
  })
}
