import type { Line } from './benchmark'

/** Three significant digits, without an exponent. */
const figure = (value: number) =>
  value.toLocaleString('en', { maximumSignificantDigits: Math.abs(value) < 1000 ? 3 : 5, useGrouping: false })

interface Column {
  readonly name: keyof Line
  readonly width: number
  /** Numbers stand to the right. */
  readonly text?: (line: Line) => string
  readonly number?: (line: Line) => string
}

const columns: readonly Column[] = [
  { name: 'bench', width: 8, text: (line) => line.bench },
  { name: 'case', width: 26, text: (line) => line.case },
  { name: 'peer', width: 24, text: (line) => line.peer },
  { name: 'ours', width: 8, number: (line) => figure(line.ours) },
  { name: 'theirs', width: 8, number: (line) => figure(line.theirs) },
  { name: 'unit', width: 10, text: (line) => line.unit },
  { name: 'ratio', width: 6, number: (line) => line.ratio.toFixed(2) },
  { name: 'runs', width: 4, number: (line) => String(line.runs) },
  { name: 'spread', width: 6, number: (line) => `${(100 * line.spread).toFixed(1)}%` },
]

const row = (cellOf: (column: Column) => string) =>
  columns
    .map((column) =>
      column.text ? cellOf(column).padEnd(column.width) : cellOf(column).padStart(column.width),
    )
    .join('  ')
    .trimEnd()

export const tableHead = row(({ name }) => name)

/** A result as a row for people; `ratio` above 1 means that ours is ahead. */
export const tableRow = (line: Line): string =>
  row(({ text, number }) => text?.(line) ?? number?.(line) ?? '')
