import type * as regression from '../../regression'
import type { Example } from './kinds'
import { weighted, weights } from './rows'

const amounts = [1, 2, 4, 3]
const estimates = [1.5, 2, 3, 3]
const pairOfNumbers = (options: object = {}, more: Example['kinds'] = {}): Example => ({
  args: [amounts, estimates, { weights, ...options }],
  kinds: { 0: ['truth', 'numbers'], 1: ['predicted', 'numbers'], ...weighted, ...more },
})
const unweighted: Example = {
  args: [amounts, estimates],
  kinds: { 0: ['truth', 'numbers'], 1: ['predicted', 'numbers'] },
}
const correlated: Example = {
  args: [amounts, estimates],
  kinds: { 0: ['first', 'numbers'], 1: ['second', 'numbers'] },
}
export const regressionExamples: Record<keyof typeof regression, Example> = {
  meanSquaredError: pairOfNumbers(),
  rootMeanSquaredError: pairOfNumbers(),
  meanSquaredLogError: pairOfNumbers({}, { 0: ['truth', 'positives'], 1: ['predicted', 'positives'] }),
  rootMeanSquaredLogError: pairOfNumbers({}, { 0: ['truth', 'positives'], 1: ['predicted', 'positives'] }),
  meanAbsoluteError: pairOfNumbers(),
  medianAbsoluteError: pairOfNumbers(),
  maximumError: unweighted,
  meanAbsolutePercentageError: pairOfNumbers(),
  symmetricPercentageError: pairOfNumbers(),
  meanAbsoluteScaledError: pairOfNumbers(
    { history: amounts, season: 1 },
    { '2.history': ['history', 'series'], '2.season': ['season', 'count'] },
  ),
  rSquared: pairOfNumbers(),
  explainedVariance: pairOfNumbers(),
  pinballLoss: pairOfNumbers({ quantile: 0.5 }, { '2.quantile': ['quantile', 'share'] }),
  explainedPinball: pairOfNumbers({ quantile: 0.5 }, { '2.quantile': ['quantile', 'share'] }),
  tweedieDeviance: pairOfNumbers(
    { power: 1.5 },
    { '2.power': ['power', 'number'], 0: ['truth', 'positives'] },
  ),
  explainedDeviance: pairOfNumbers(
    { power: 2 },
    { '2.power': ['power', 'number'], 0: ['truth', 'positives'] },
  ),
  poissonDeviance: pairOfNumbers({}, { 0: ['truth', 'positives'], 1: ['predicted', 'positives'] }),
  gammaDeviance: pairOfNumbers({}, { 0: ['truth', 'positives'], 1: ['predicted', 'positives'] }),
  pearson: correlated,
  spearman: correlated,
  kendall: correlated,
}
