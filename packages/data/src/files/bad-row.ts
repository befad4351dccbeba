import { GraftError } from '@graftjs/base'

/** A row of a file that cannot be used. */
export interface BadRow {
  /** The file's name. */
  readonly file: string
  /** What is wrong, as a sentence. */
  readonly reason: string
  /** The column that is wrong, where it is one. */
  readonly column?: string
}

/** A row of a text file that cannot be used. */
export interface BadLine extends BadRow {
  /** The line of the file that the row begins on, from 1. */
  readonly line: number
  /** The beginning of the row as it stands in the file. */
  readonly text: string
}

/** What becomes of rows that cannot be used: told what is wrong, they are left out. */
export type OnBadRow<Bad> = (bad: Bad) => void

/** Why a row cannot be used; thrown inside a reader, never out of it. */
export class Unusable {
  constructor(
    readonly reason: string,
    readonly column?: string,
    readonly cause?: unknown,
  ) {}

  /** What was thrown while a row was made: by a reader itself, or by a function of the caller. */
  static from(error: unknown): Unusable {
    if (error instanceof Unusable) return error
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return new Unusable(`The function given as parse failed: ${message}.`, undefined, error)
  }
}

export function foreignBytes(encoding = 'utf-8'): Unusable {
  return new Unusable(
    `The line has bytes that are no characters of ${encoding}; perhaps it is of another encoding, such as encoding: 'windows-1252'.`,
  )
}

/** Hands a bad row to the caller's function; without one it stops the reading. */
export function report(
  { reason, column, cause }: Unusable,
  { file, line, text }: Pick<BadLine, 'file' | 'line' | 'text'>,
  onBadRow: OnBadRow<BadLine> | undefined,
): void {
  const bad = { file, line, reason, ...(column === undefined ? {} : { column }), text: text.slice(0, 200) }
  if (onBadRow) onBadRow(bad)
  else {
    throw new GraftError('invalid-data', {
      what: reason,
      where: `${file}:${line}`,
      fix: 'Repair the line, or pass badRows: (bad) => … to hear of such lines and go on without them.',
      ...(cause === undefined ? {} : { cause }),
      details: bad,
    })
  }
}
