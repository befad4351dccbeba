import { columnNames } from '../column-names'
import type { InteractionOptions } from '../log-builder'

/** Those of a file's columns that are read; one that is asked for and missing is left to the check of the rows. */
export function wantedColumns(options: InteractionOptions, columns: readonly string[]): string[] {
  const names = columnNames(options, (column) => columns.includes(column))
  return columns.filter((column) => Object.values(names).includes(column))
}
