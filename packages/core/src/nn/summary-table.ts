import { formatShape, type Shape } from '../tensor/shape'
import type { Extent, ModelSummary, SummaryRow } from './summary'

const count = (elements: number): string => elements.toLocaleString('en-US')

const units = ['B', 'kB', 'MB', 'GB', 'TB']

/** `4.8 MB` */
function bytes(size: number): string {
  const power = size < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3))
  const scaled = size / 1000 ** power
  return `${power === 0 ? scaled : scaled.toFixed(1)} ${units[power]}`
}

const outputs = (shapes: Readonly<Record<string, Shape>>): string =>
  Object.entries(shapes)
    .map(([name, shape]) => (name === '' ? formatShape(shape) : `${name} ${formatShape(shape)}`))
    .join(', ')

const elements = ({ elements }: Extent): string => (elements === 0 ? '' : count(elements))

interface Column {
  readonly title: string
  readonly isNumber?: boolean
  readonly cell: (row: SummaryRow) => string
}

const columns: readonly Column[] = [
  { title: 'path', cell: ({ path }) => path || '(model)' },
  { title: 'kind', cell: ({ kind }) => kind },
  { title: 'output', cell: (row) => outputs(row.outputs) },
  { title: 'trainable', isNumber: true, cell: ({ trainable }) => elements(trainable) },
  { title: 'frozen', isNumber: true, cell: ({ frozen }) => elements(frozen) },
  { title: 'buffers', isNumber: true, cell: (row) => elements(row.buffers) },
]

/** A summary as text: a line for each part, columns that stay empty left out, and the totals. */
export function summaryTable({ rows, trainable, frozen, buffers }: Omit<ModelSummary, 'toString'>): string {
  const shown = columns
    .map((column) => ({ ...column, cells: rows.map(column.cell) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map((column) => ({
      ...column,
      width: [column.title, ...column.cells].reduce((most, cell) => Math.max(most, cell.length), 0),
    }))
  const line = (cells: readonly string[]): string =>
    shown
      .map(({ isNumber, width }, index) =>
        isNumber ? cells[index]!.padStart(width) : cells[index]!.padEnd(width),
      )
      .join('  ')
      .trimEnd()
  const total = ({ elements, bytes: size }: Extent): string => `${count(elements)} (${bytes(size)})`
  return [
    line(shown.map(({ title }) => title)),
    '─'.repeat(shown.reduce((sum, { width }) => sum + width + 2, -2)),
    ...rows.map((_, row) => line(shown.map(({ cells }) => cells[row]!))),
    '─'.repeat(shown.reduce((sum, { width }) => sum + width + 2, -2)),
    `trainable ${total(trainable)}, frozen ${total(frozen)}, buffers ${total(buffers)}`,
  ].join('\n')
}
