import type { ChartSize } from '../chart/draw'
import type { Interval } from '../number'
import type { Table } from '../table'

/** What a page can hold, in the order in which the sections are given. All text is plain and gets escaped. */
export type Section =
  | ProseSection
  | FiguresSection
  | TableSection
  | ChartsSection
  | ExamplesSection
  | WarningsSection
  | SettingsSection

interface Titled {
  readonly title?: string
  /** A sentence or two under the title. */
  readonly lead?: string
}

export interface ProseSection extends Titled {
  readonly kind: 'prose'
  readonly paragraphs: readonly string[]
}

/** The few numbers that matter, set large. */
export interface FiguresSection extends Titled {
  readonly kind: 'figures'
  readonly figures: readonly KeyFigure[]
}

export interface KeyFigure {
  readonly name: string
  /** A number is written with `digits`, a string as it is. */
  readonly value: number | string | null
  readonly interval?: Interval
  /** Default 3. */
  readonly digits?: number
  readonly note?: string
}

export interface TableSection extends Titled {
  readonly kind: 'table'
  readonly table: Table
}

export interface ChartsSection extends Titled {
  readonly kind: 'charts'
  readonly charts: readonly Chart[]
}

export interface Chart {
  readonly title: string
  /**
   * Draws the picture for a width; it is asked for each width that the page lays out. A string is taken as
   * SVG markup of one's own and goes into the page unchanged.
   */
  readonly picture: string | ((size: ChartSize) => string)
  readonly note?: string
  /** Takes the whole row. */
  readonly wide?: boolean
}

/** Rows that a reader should look at, such as the mistakes that teach most. */
export interface ExamplesSection extends Titled {
  readonly kind: 'examples'
  readonly examples: readonly Example[]
}

export interface Example {
  readonly text: string
  readonly truth: string
  readonly prediction: string
  /** The predicted label's probability. */
  readonly score?: number
  readonly note?: string
}

export interface WarningsSection extends Titled {
  readonly kind: 'warnings'
  readonly warnings: readonly string[]
}

export interface SettingsSection extends Titled {
  readonly kind: 'settings'
  readonly settings: Readonly<Record<string, SettingValue>>
}

export type SettingValue = string | number | boolean | null | undefined
