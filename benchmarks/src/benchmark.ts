import type { VenvName } from './peer/venvs'

/** One result: our figure beside a peer's, or beside the figure that is required or published. */
export interface Line {
  readonly bench: string
  readonly case: string
  /** Whom we are held against, for example `pytorch (best)`. */
  readonly peer: string
  readonly ours: number
  readonly theirs: number
  readonly unit: string
  /** Above 1, ours is ahead: theirs ÷ ours where less is better, ours ÷ theirs where more is. */
  readonly ratio: number
  /** How many interleaved rounds the figures are medians of. */
  readonly runs: number
  /** Interquartile range ÷ median, of the side where it is larger. */
  readonly spread: number
}

export interface MeasureOptions {
  /** The cases asked for; never empty. */
  readonly cases: ReadonlySet<string>
  /** Rounds to measure after warming up. */
  readonly runs: number
  /** Tells the reader what is going on; never part of the results. */
  readonly tell: (sentence: string) => void
}

/** A thing that Graft measures about itself. Adding one is adding a file and a line in `main.ts`. */
export interface Benchmark {
  readonly about: string
  readonly cases: readonly string[]
  /** The virtual environments that its peers live in; `--setup` makes them. */
  readonly venvs: readonly VenvName[]
  /** Rounds, unless `--runs` says otherwise. */
  readonly runs: number
  measure(options: MeasureOptions): AsyncIterable<Omit<Line, 'bench'>>
}
