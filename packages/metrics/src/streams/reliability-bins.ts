import type { ReliabilityBin, ReliabilityOptions } from '../classification'
import { readProbabilities } from '../classification/probability-input'
import { binClaims, claimsOf } from '../classification/reliability-curve'
import { asWeights } from '../input/column'
import type { Label } from '../input/label-index'
import { nameOf, type StreamedMeasure } from './measure'
import type { ScoreBatch } from './score-streams'

/** The reliability curve in bins of equal width: per bin the rows, their weight, claims and what came true. */
export function reliabilityBins(
  options: Omit<ReliabilityOptions<Label>, 'weights' | 'strategy'>,
): StreamedMeasure<ScoreBatch, ReliabilityBin[]> {
  const { bins = 15, ...reading } = options
  return {
    name: nameOf('reliabilityCurve', { bins, ...reading }),
    shared: true,
    observe(kept, batch) {
      if (batch.truth.length + batch.scores.length === 0) return
      const claims = claimsOf(readProbabilities(batch.truth, batch.scores, reading))
      const weights = asWeights(batch.weights, claims.given.length)
      for (const bin of binClaims(claims, weights, { bins })) {
        const at = Math.round(bin.lower * bins)
        kept.sum(`${at} rows`).add(bin.rows)
        kept.sum(`${at} weight`).add(bin.weight)
        kept.sum(`${at} given`).add(bin.meanScore * bin.weight)
        kept.sum(`${at} came true`).add(bin.observed * bin.weight)
      }
    },
    read(kept) {
      const curve: ReliabilityBin[] = []
      for (let at = 0; at < bins; at++) {
        const weight = kept.sum(`${at} weight`).value
        if (weight === 0) continue
        curve.push({
          lower: at * (1 / bins),
          upper: at + 1 === bins ? 1 : (at + 1) * (1 / bins),
          rows: kept.sum(`${at} rows`).value,
          weight,
          meanScore: kept.sum(`${at} given`).value / weight,
          observed: kept.sum(`${at} came true`).value / weight,
        })
      }
      return curve
    },
  }
}
