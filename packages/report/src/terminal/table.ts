import { oneLine } from '../plain-text'
import { emptyCell, type Table } from '../table'
import { paintFor } from './colour'
import { cutToWidth, displayWidth, padToWidth, wrapToWidth } from './width'

export interface TableTextOptions {
  /** Columns of the terminal; default 100. */
  readonly width?: number
  /** ANSI colour; default off. `wantsColour(process.stdout)` knows. */
  readonly colour?: boolean
}

/**
 * The table as lines of aligned text under a rule, without a last newline. Numbers are never cut: where there
 * is no room, optional columns go, then text columns get an ellipsis.
 */
export function tableText(table: Table, { width = 100, colour = false }: TableTextOptions = {}): string {
  const paint = paintFor(colour)
  const columns = fitted(table, width)
  const total = spanOf(columns)
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => {
        const { width, kind } = columns[at]!
        return padToWidth(cutToWidth(cell, width), width, kind === 'number' ? 'right' : 'left')
      })
      .join(gap)
      .trimEnd()
  const rule = paint('dim', '─'.repeat(total))
  const lines = [paint('bold', line(columns.map(({ title }) => title))), rule]
  for (let row = 0; row < table.rows.length; row += 1) {
    if (table.rules?.includes(row)) lines.push(rule)
    lines.push(line(columns.map(({ cells }) => cells[row]!)))
  }
  if (table.note !== undefined) lines.push(paint('dim', wrapToWidth(table.note, width)))
  return lines.join('\n')
}

const gap = '  '
const narrowest = 8

interface Fitted {
  readonly title: string
  readonly cells: readonly string[]
  readonly kind: 'text' | 'number' | 'estimate'
  readonly optional: boolean
  width: number
}

function fitted(table: Table, width: number): Fitted[] {
  let columns = table.columns.map(({ title, kind = 'text', optional = false }, at): Fitted => {
    const cells = table.rows.map((row) => oneLine(row[at] ?? emptyCell))
    const wanted = Math.max(displayWidth(oneLine(title)), ...cells.map(displayWidth))
    return { title: oneLine(title), cells, kind, optional, width: wanted }
  })
  const leastOf = ({ kind, width }: Fitted) => (kind === 'text' ? Math.min(width, narrowest) : width)
  while (spanOf(columns.map((column) => ({ width: leastOf(column) }))) > width) {
    const last = columns.findLastIndex(({ optional }) => optional)
    if (last === -1) break
    columns = columns.filter((_, at) => at !== last)
  }
  for (let over = spanOf(columns) - width; over > 0; over -= 1) {
    const widest = columns
      .filter((column) => column.width > leastOf(column))
      .reduce<Fitted | undefined>((most, each) => (most && most.width >= each.width ? most : each), undefined)
    if (widest === undefined) break
    widest.width -= 1
  }
  return columns
}

function spanOf(columns: readonly { readonly width: number }[]): number {
  return columns.reduce((sum, { width }) => sum + width, gap.length * Math.max(0, columns.length - 1))
}
