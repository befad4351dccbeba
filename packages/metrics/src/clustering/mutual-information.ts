import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse, refuseOption, shown } from '../input/refuse'
import { logGamma } from '../numeric/log-gamma'
import { type Contingency, contingencyOf } from './contingency'

/** How two entropies become the one that mutual information is divided by. */
export type EntropyMean = 'arithmetic' | 'geometric' | 'minimum' | 'maximum'

export interface MutualInformationOptions {
  /** `arithmetic` by default. */
  readonly mean?: EntropyMean
}

/**
 * How much knowing one partition says about the other, in nats; 0 where they are unrelated. Equals scikit-learn's
 * `mutual_info_score`.
 */
export function mutualInformation<A extends Label, B extends Label>(
  truth: Column<A>,
  clusters: Column<B>,
): number {
  return informationOf(contingencyOf(truth, clusters))
}

/**
 * Mutual information as a share of the entropies, from 0 (unrelated) to 1 (the same partition). It grows with the
 * number of clusters by chance alone: `adjustedMutualInformation` does not. Equals scikit-learn's
 * `normalized_mutual_info_score`.
 */
export function normalizedMutualInformation<A extends Label, B extends Label>(
  truth: Column<A>,
  clusters: Column<B>,
  { mean = 'arithmetic' }: MutualInformationOptions = {},
): number {
  return normalizedInformationOf(contingencyOf(truth, clusters), mean)
}

export function normalizedInformationOf(table: Contingency, mean: EntropyMean): number {
  if (table.firstSizes.length === 1 && table.secondSizes.length === 1) return 1
  const information = informationOf(table)
  return information === 0 ? 0 : information / meanEntropy(table, mean)
}

/**
 * Mutual information beyond what chance gives, 1 for the same partition, about 0 for unrelated ones (Vinh et al.
 * 2010). Equals scikit-learn's `adjusted_mutual_info_score`.
 */
export function adjustedMutualInformation<A extends Label, B extends Label>(
  truth: Column<A>,
  clusters: Column<B>,
  { mean = 'arithmetic' }: MutualInformationOptions = {},
): number {
  return adjustedInformationOf(contingencyOf(truth, clusters), mean)
}

export function adjustedInformationOf(table: Contingency, mean: EntropyMean): number {
  const [classes, groups] = [table.firstSizes.length, table.secondSizes.length]
  if (classes === 1 && groups === 1) return 1
  if (classes === 1 || groups === 1) return 0
  const expected = expectedInformation(table)
  const beyond = informationOf(table) - expected
  const most = meanEntropy(table, mean) - expected
  // Where no table of these sizes tells more or less, both are 0 but for rounding, of which the sign means nothing.
  if (Math.abs(beyond) < 1e-14 && Math.abs(most) < 1e-14) return 1
  const away = (value: number) =>
    value < 0 ? Math.min(value, -Number.EPSILON) : Math.max(value, Number.EPSILON)
  return away(beyond) / away(most)
}

/** Whether clusters are pure, whether classes are whole, and both. */
export interface HomogeneityScores {
  /** 1 where every cluster holds rows of one class only. */
  readonly homogeneity: number
  /** 1 where the rows of every class are in one cluster. */
  readonly completeness: number
  /** The weighted harmonic mean of both. */
  readonly vMeasure: number
}

/**
 * Homogeneity, completeness and V-measure (Rosenberg and Hirschberg 2007). Equals scikit-learn's
 * `homogeneity_completeness_v_measure`.
 */
export function homogeneityScores<A extends Label, B extends Label>(
  truth: Column<A>,
  clusters: Column<B>,
  { beta = 1 }: { readonly beta?: number } = {},
): HomogeneityScores {
  return homogeneityOf(contingencyOf(truth, clusters), beta)
}

export function homogeneityOf(table: Contingency, beta: number): HomogeneityScores {
  if (!(typeof beta === 'number' && beta >= 0 && beta < Infinity)) {
    refuse({ what: `beta is ${shown(beta)}.`, where: 'beta', fix: 'Pass 0 or more.', code: 'invalid-option' })
  }
  const information = informationOf(table)
  const ofClasses = entropyOf(table.firstSizes, table.rows)
  const ofClusters = entropyOf(table.secondSizes, table.rows)
  const homogeneity = ofClasses === 0 ? 1 : information / ofClasses
  const completeness = ofClusters === 0 ? 1 : information / ofClusters
  const vMeasure =
    homogeneity + completeness === 0
      ? 0
      : ((1 + beta) * homogeneity * completeness) / (beta * homogeneity + completeness)
  return { homogeneity, completeness, vMeasure }
}

export function informationOf({ rows, cells, firstSizes, secondSizes }: Contingency): number {
  if (firstSizes.length === 1 || secondSizes.length === 1) return 0
  let sum = 0
  for (const { first, second, count } of cells) {
    const part =
      (count / rows) *
      (Math.log(count) + Math.log(rows) - Math.log(firstSizes[first]!) - Math.log(secondSizes[second]!))
    if (Math.abs(part) >= Number.EPSILON) sum += part
  }
  return Math.max(0, sum)
}

function entropyOf(sizes: readonly number[], rows: number): number {
  if (sizes.length === 1) return 0
  return -sizes.reduce((sum, size) => sum + (size / rows) * Math.log(size / rows), 0)
}

function meanEntropy({ rows, firstSizes, secondSizes }: Contingency, mean: EntropyMean): number {
  const [a, b] = [entropyOf(firstSizes, rows), entropyOf(secondSizes, rows)]
  const means: Record<EntropyMean, number> = {
    arithmetic: (a + b) / 2,
    geometric: Math.sqrt(a * b),
    minimum: Math.min(a, b),
    maximum: Math.max(a, b),
  }
  return means[mean] ?? refuseOption(mean, 'mean', `Pass one of ${Object.keys(means).join(', ')}.`)
}

/** The mean mutual information of all tables with these sizes (Vinh et al. 2010, equation 24). */
function expectedInformation({ rows, firstSizes, secondSizes }: Contingency): number {
  const logFactorial = new Float64Array(rows + 1)
  for (let n = 2; n <= rows; n++)
    logFactorial[n] = n < 256 ? logFactorial[n - 1]! + Math.log(n) : logGamma(n + 1)
  let expected = 0
  for (const a of firstSizes) {
    for (const b of secondSizes) {
      const fixed =
        logFactorial[a]! +
        logFactorial[b]! +
        logFactorial[rows - a]! +
        logFactorial[rows - b]! -
        logFactorial[rows]!
      for (let n = Math.max(1, a + b - rows); n <= Math.min(a, b); n++) {
        const probability = Math.exp(
          fixed -
            logFactorial[n]! -
            logFactorial[a - n]! -
            logFactorial[b - n]! -
            logFactorial[rows - a - b + n]!,
        )
        expected += (n / rows) * Math.log((rows * n) / (a * b)) * probability
      }
    }
  }
  return expected
}
