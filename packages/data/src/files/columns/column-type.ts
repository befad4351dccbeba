/** The values that a column may have, by the name of its type. */
export interface ColumnValues {
  string: string
  /** A finite number. */
  number: number
  /** A whole number up to 2^53. */
  integer: number
  bigint: bigint
  boolean: boolean
  /** ISO 8601; a time without a zone counts as UTC. */
  date: Date
  'string[]': string[]
  'number[]': number[]
}

export type TypeName = keyof ColumnValues

/**
 * The type of a column: its name, with `?` where values may be missing and are then null; or the texts that it may
 * hold, with null among them where one may be missing.
 */
export type ColumnType = TypeName | `${TypeName}?` | readonly (string | null)[]

/** Columns by name. */
export type ColumnTypes = { readonly [column: string]: ColumnType }

type ValueOf<Type> = Type extends readonly (infer Label)[]
  ? Label
  : Type extends TypeName
    ? ColumnValues[Type]
    : Type extends `${infer Name extends TypeName}?`
      ? ColumnValues[Name] | null
      : never

/** The row that columns make up. */
export type RowOf<Types> = { -readonly [Column in keyof Types]: ValueOf<Types[Column]> }
