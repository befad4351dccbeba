import { checkSameLength } from '../input/column'
import { refuse } from '../input/refuse'
import type { Kept } from './kept'

/**
 * A measure that can be taken of rows which come in parts: what is kept of a part, and how the result follows from
 * what was kept of all parts.
 */
export interface StreamedMeasure<Batch, Result> {
  /** The measure and its settings, so that only parts of the same are merged. */
  readonly name: string
  /** Measures of one name that share what they keep, so that it is kept once; default is no. */
  readonly shared?: boolean
  readonly observe: (kept: Kept, batch: Batch) => void
  readonly read: (kept: Kept) => Result
}

export interface WeightedBatch {
  /** How often each row counts; every row once by default. */
  readonly weights?: ArrayLike<number>
}

/** Names a measure with its settings; of maps, functions and long columns only the kind is told. */
export function nameOf(measure: string, settings: object): string {
  const told = JSON.stringify(settings, (_, value: unknown) => {
    if (typeof value === 'function') return 'a function'
    if (value instanceof Map) return `a map of ${value.size}`
    if (ArrayBuffer.isView(value)) return `an array of ${value.byteLength} bytes`
    return Array.isArray(value) && value.length > 1000 ? `an array of ${value.length}` : value
  })
  return told === '{}' ? measure : `${measure} ${told}`
}

/**
 * A measure that is a mean over rows, from the function that takes it of an array: what is kept is the mean of each
 * part times its weight, and the weight.
 */
export function meanOfRows<Batch extends WeightedBatch>(
  name: string,
  rowsOf: (batch: Batch) => number,
  measure: (batch: Batch) => number,
): StreamedMeasure<Batch, number> {
  return weightedMean(name, (batch) => {
    const weight = weightOf(batch, rowsOf(batch))
    return { mean: weight > 0 ? measure(batch) : 0, weight }
  })
}

/** A mean whose weight the measure itself tells, such as one over users that count. */
export function weightedMean<Batch>(
  name: string,
  measure: (batch: Batch) => { readonly mean: number; readonly weight: number },
): StreamedMeasure<Batch, number> {
  return {
    name,
    observe(kept, batch) {
      const { mean, weight } = measure(batch)
      kept.sum('sum').add(mean * weight)
      kept.sum('weight').add(weight)
    },
    read: (kept) => kept.sum('sum').value / kept.sum('weight').value,
  }
}

/** A measure that follows from numbers which add up over parts of the rows. */
export function fromTotals<Batch, Result>(
  name: string,
  countsOf: (batch: Batch) => Readonly<Record<string, number>>,
  read: (total: (name: string) => number, kept: Kept) => Result,
): StreamedMeasure<Batch, Result> {
  return {
    name,
    observe(kept, batch) {
      for (const [name, count] of Object.entries(countsOf(batch))) kept.sum(name).add(count)
    },
    read: (kept) => read((name) => kept.sum(name).value, kept),
  }
}

/** The same rows, another result. */
export function mapped<Batch, From, To>(
  measure: StreamedMeasure<Batch, From>,
  change: (result: From) => To,
): StreamedMeasure<Batch, To> {
  return { ...measure, read: (kept) => change(measure.read(kept)) }
}

/** The weight of all rows of a batch. */
export function weightOf({ weights }: WeightedBatch, rows: number): number {
  if (weights === undefined) return rows
  checkSameLength({ length: rows }, 'truth', weights, 'weights')
  let total = 0
  for (let row = 0; row < rows; row++) total += weights[row]!
  return total
}

/** The weights of a batch as an option of a measure. */
export function weighing({ weights }: WeightedBatch): { readonly weights?: ArrayLike<number> } {
  return weights === undefined ? {} : { weights }
}

/** How many rows two columns have. */
export function rowsIn(
  first: ArrayLike<unknown>,
  firstName: string,
  second: ArrayLike<unknown>,
  secondName: string,
): number {
  checkSameLength(first, firstName, second, secondName)
  return first.length
}

export function refuseWeights(measure: string): never {
  return refuse({
    what: `${measure} keeps a sketch of its rows, which knows no weights.`,
    where: 'weights',
    fix: 'Leave weights out, or take the measure of all rows at once.',
    code: 'unsupported',
  })
}
