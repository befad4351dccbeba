import { refuse } from '../input/refuse'
import { type TweedieOptions, tweedieDeviance } from '../regression'
import { shareExplained } from '../regression/errors-of'
import { nameOf, rowsIn, type StreamedMeasure, weighing } from './measure'
import { explained } from './moments'
import type { NumberBatch } from './number-streams'

/**
 * The share of deviance explained. The deviance of always giving the mean follows from the mean and that of one more
 * term, by a difference that loses digits where the truth hardly varies: six where it varies by a thousandth.
 */
export function explainedDeviance({
  power = 0,
}: Omit<TweedieOptions, 'weights'>): StreamedMeasure<NumberBatch, number> {
  if (power === 0) return explained('all of the error')
  const termOf = termFor(power)
  return {
    name: nameOf('explainedDeviance', { power }),
    observe(kept, batch) {
      const rows = rowsIn(batch.truth, 'truth', batch.predicted, 'predicted')
      if (rows === 0) return
      const deviance = tweedieDeviance(batch.truth, batch.predicted, { power, ...weighing(batch) })
      let total = 0
      for (let row = 0; row < rows; row++) {
        const weight = batch.weights === undefined ? 1 : batch.weights[row]!
        const truth = batch.truth[row]!
        kept.sum('truth').addProduct(weight, truth)
        kept.sum('terms').add(weight * termOf(truth))
        total += weight
      }
      kept.sum('rows').add(rows)
      kept.sum('weight').add(total)
      kept.sum('deviance').add(deviance * total)
    },
    read(kept) {
      const weight = kept.sum('weight').value
      const mean = kept.sum('truth').value / weight
      if (kept.sum('rows').value < 2 || !(mean > 0)) {
        refuse({
          what:
            mean > 0 ? 'There is a single row, of which nothing can be explained.' : `The mean is ${mean}.`,
          where: 'truth',
          fix:
            mean > 0
              ? 'Pass at least 2 rows.'
              : 'The mean of the truth must be above 0 for a power other than 0.',
        })
      }
      const ofMean = devianceOfMean(power, mean, kept.sum('terms').value / weight)
      return shareExplained(kept.sum('deviance').value / weight, Math.max(0, ofMean))
    },
  }
}

/** What of a row, beside itself, its deviance from any constant depends on. */
function termFor(power: number): (truth: number) => number {
  if (power === 1) return (y) => (y === 0 ? 0 : y * Math.log(y))
  if (power === 2) return Math.log
  return (y) => Math.max(y, 0) ** (2 - power)
}

function devianceOfMean(power: number, mean: number, term: number): number {
  if (power === 1) return 2 * (term - mean * Math.log(mean))
  if (power === 2) return 2 * (Math.log(mean) - term)
  return (2 * (term - mean ** (2 - power))) / ((1 - power) * (2 - power))
}
