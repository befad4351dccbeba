import { GraftError } from '@graftjs/base'

/** Thrown by the checks of a file's bytes; a reader adds the file's name. */
export class Damaged extends Error {}

/** A file of columns, for messages. */
export interface TableFile {
  readonly name: string
  readonly format: 'Parquet' | 'Arrow'
}

/** Why a file of columns was refused, with its name. A GraftError passes as it is. */
export function damagedFile(error: unknown, { name, format }: TableFile): unknown {
  if (GraftError.isInstance(error)) return error
  return new GraftError('invalid-file', {
    what: `The ${format} file is damaged or of a kind that cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    where: name,
    fix: 'Write or fetch the file again; if Python reads it, please report it with the file.',
    cause: error,
  })
}
