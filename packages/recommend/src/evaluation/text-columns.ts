/** A column of a table of text. */
export interface Column {
  readonly title: string
  readonly cells: readonly string[]
}

const GAP = '  '

/**
 * A table of groups of columns, each row begun by its name: one table if all fit into the width, otherwise a table per
 * group, or several, below each other.
 */
export function columnsText(names: Column, groups: readonly (readonly Column[])[], width: number): string {
  const all = groups.flat()
  const tables =
    widthOf([names, ...all]) <= width ? [all] : groups.flatMap((group) => fitting(names, group, width))
  return tables
    .filter((columns) => columns.length > 0)
    .map((columns) => tableText([names, ...columns]))
    .join('\n\n')
}

/** Parts columns so that each part fits, as far as a single column does. */
function fitting(names: Column, columns: readonly Column[], width: number): Column[][] {
  const parts: Column[][] = [[]]
  for (const column of columns) {
    const part = parts.at(-1)!
    if (part.length === 0 || widthOf([names, ...part, column]) <= width) part.push(column)
    else parts.push([column])
  }
  return parts
}

const columnWidth = ({ title, cells }: Column): number =>
  Math.max(title.length, ...cells.map((cell) => cell.length))

const widthOf = (columns: readonly Column[]): number =>
  columns.reduce((sum, column) => sum + columnWidth(column) + GAP.length, -GAP.length)

/** The first column to the left, the others to the right. */
function tableText(columns: readonly Column[]): string {
  const widths = columns.map(columnWidth)
  const line = (cellOf: (column: Column) => string) =>
    columns
      .map((column, at) => {
        const cell = cellOf(column)
        return at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)
      })
      .join(GAP)
      .trimEnd()
  return [
    line(({ title }) => title),
    '─'.repeat(widthOf(columns)),
    ...columns[0]!.cells.map((_, row) => line(({ cells }) => cells[row]!)),
  ].join('\n')
}

/** Breaks a paragraph at spaces; what follows its first line is indented. A word that is too long stays whole. */
export function wrapped(paragraph: string, width: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = `  ${word}`
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join('\n')
}
