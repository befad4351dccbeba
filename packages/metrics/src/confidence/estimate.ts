/** An interval that covers the true value with probability `level`, by repetition of the whole experiment. */
export interface Interval {
  readonly lower: number
  readonly upper: number
  /** The probability of coverage, for example 0.95. */
  readonly level: number
}

/** A measured value and how sure it is. */
export interface Estimate extends Interval {
  readonly value: number
  /** How the interval was made. */
  readonly method: 'wilson' | 'bootstrap-percentile' | 'bootstrap-bca' | 'delong'
}
