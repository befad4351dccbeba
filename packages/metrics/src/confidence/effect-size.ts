import { asFiniteNumbers, type Numbers } from '../input/column'
import { refuse, refuseOption } from '../input/refuse'
import { logGamma } from '../numeric/log-gamma'
import { meanOf, pairedDifferences, sampleVariance } from './paired-differences'

export interface CohensDOptions {
  /** Whether values stand in pairs: then the mean difference in standard deviations of the differences. */
  readonly paired?: boolean
  /** Correct the bias of few values (Hedges 1981); true by default. */
  readonly corrected?: boolean
}

/**
 * The difference of two means in standard deviations: about 0.2 is small, 0.5 middling, 0.8 large (Cohen 1988).
 * With the correction it is Hedges' g.
 */
export function cohensD(
  first: Numbers,
  second: Numbers,
  { paired = false, corrected = true }: CohensDOptions = {},
): number {
  const [difference, variance, degrees] = paired ? pairedMoments(first, second) : pooledMoments(first, second)
  if (variance === 0) {
    if (difference === 0) return 0
    refuse({
      what: 'The values do not vary, so their difference has no size in standard deviations.',
      where: 'first',
      fix: 'Report the difference itself.',
    })
  }
  const d = difference / Math.sqrt(variance)
  return corrected ? d * biasCorrection(degrees) : d
}

function pairedMoments(first: Numbers, second: Numbers): [number, number, number] {
  const differences = pairedDifferences(first, second, 2)
  return [meanOf(differences), sampleVariance(differences), differences.length - 1]
}

function pooledMoments(first: Numbers, second: Numbers): [number, number, number] {
  const a = Float64Array.from(asFiniteNumbers(first, 'first'))
  const b = Float64Array.from(asFiniteNumbers(second, 'second'))
  if (a.length < 2 || b.length < 2) {
    refuse({
      what: `first has ${a.length} values and second has ${b.length}.`,
      where: 'first',
      fix: 'Pass at least two values of each.',
    })
  }
  const degrees = a.length + b.length - 2
  const pooled = ((a.length - 1) * sampleVariance(a) + (b.length - 1) * sampleVariance(b)) / degrees
  return [meanOf(a) - meanOf(b), pooled, degrees]
}

/** Γ(m/2) ÷ (√(m/2) Γ((m−1)/2)), about 1 − 3/(4m − 1). */
function biasCorrection(degrees: number): number {
  if (degrees < 2) return 1
  return Math.exp(logGamma(degrees / 2) - logGamma((degrees - 1) / 2)) / Math.sqrt(degrees / 2)
}

/**
 * How much more often a value of the first is greater than one of the second than smaller, from -1 to 1 (Cliff
 * 1993); 0 where neither leads.
 */
export function cliffsDelta(first: Numbers, second: Numbers): number {
  const a = Float64Array.from(asFiniteNumbers(first, 'first')).sort()
  const b = Float64Array.from(asFiniteNumbers(second, 'second')).sort()
  if (a.length === 0 || b.length === 0) {
    refuse({
      what: `first has ${a.length} values and second has ${b.length}.`,
      where: 'first',
      fix: 'Pass at least one value of each.',
    })
  }
  let below = 0
  let notAbove = 0
  let sum = 0
  for (const value of a) {
    while (below < b.length && b[below]! < value) below++
    while (notAbove < b.length && b[notAbove]! <= value) notAbove++
    sum += below - (b.length - notAbove)
  }
  return sum / (a.length * b.length)
}

/** The difference of two proportions on a scale where equal steps are equally hard to detect (Cohen 1988). */
export function cohensH(first: number, second: number): number {
  for (const [name, share] of Object.entries({ first, second })) {
    if (typeof share === 'number' && share >= 0 && share <= 1) continue
    refuseOption(share, name, 'Pass a proportion from 0 to 1.')
  }
  return 2 * (Math.asin(Math.sqrt(first)) - Math.asin(Math.sqrt(second)))
}
