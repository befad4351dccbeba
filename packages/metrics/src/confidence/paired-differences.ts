import { asFiniteNumbers, checkNotEmpty, checkSameLength, type Numbers } from '../input/column'
import { refuse } from '../input/refuse'

/** first − second, pair by pair. */
export function pairedDifferences(first: Numbers, second: Numbers, minimum = 1): Float64Array {
  const a = asFiniteNumbers(first, 'first')
  const b = asFiniteNumbers(second, 'second')
  checkNotEmpty(a, 'first')
  checkSameLength(a, 'first', b, 'second')
  if (a.length < minimum) {
    refuse({
      what: `There ${a.length === 1 ? 'is one pair' : `are ${a.length} pairs`}.`,
      where: 'first',
      fix: `Pass at least ${minimum} pairs.`,
    })
  }
  return Float64Array.from({ length: a.length }, (_, at) => a[at]! - b[at]!)
}

export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The variance of a sample, divided by n − 1. */
export function sampleVariance(values: Float64Array): number {
  const mean = meanOf(values)
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}
