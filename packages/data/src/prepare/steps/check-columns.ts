import { invalidOption } from '../../dataset/options'

/** The columns that an option names: some, each once. @throws GraftError `invalid-option`. */
export function checkColumns<Column extends string>(
  columns: readonly Column[],
  name = 'columns',
): readonly Column[] {
  if (!Array.isArray(columns) || columns.length === 0) {
    throw invalidOption(name, columns, "Name at least one column, for example ['age'].")
  }
  columns.forEach((column, at) => {
    if (typeof column !== 'string')
      throw invalidOption(`${name}[${at}]`, column, 'Pass the name of a column.')
    if (columns.indexOf(column) < at) throw invalidOption(`${name}[${at}]`, column, 'Name every column once.')
  })
  return columns
}
