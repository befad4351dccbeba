import { columnNames } from '../column-names'
import type { InteractionOptions } from '../log-builder'

/** Which of a file's columns are read. */
export type WantedColumns = (columns: readonly string[]) => string[]

/** Those of a file's columns that are read; one that is asked for and missing is left to the check of the rows. */
export function wantedColumns(options: InteractionOptions, columns: readonly string[]): string[] {
  const { context, ...parts } = columnNames(options, (column) => columns.includes(column))
  const wanted = new Set<unknown>([...Object.values(parts), ...context.map(({ name }) => name)])
  return columns.filter((column) => wanted.has(column))
}
