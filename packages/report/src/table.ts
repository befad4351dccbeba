/** A table before it is drawn: the terminal and the page each have their own hand for it. */
export interface Table {
  readonly columns: readonly Column[]
  /** A cell for each column; `null` is drawn as a dash. */
  readonly rows: readonly (readonly Cell[])[]
  /** Row after which a line is drawn, for example before the averages. */
  readonly rules?: readonly number[]
  readonly note?: string
}

export interface Column {
  readonly title: string
  /**
   * `text` (the default), `number`, set to the right with digits that the caller has made equally many, or
   * `estimate`, a number with its interval: these stand under one another by their first digit, so that a
   * value without an interval lines up. Numbers and estimates are never cut or broken.
   */
  readonly kind?: 'text' | 'number' | 'estimate'
  /** Left out of a terminal that has no room for it; the last such column goes first. */
  readonly optional?: boolean
}

export type Cell = string | null

export const emptyCell = '–'
