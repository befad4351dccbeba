import { asFiniteNumbers, checkNotEmpty, checkSameLength, type Numbers } from '../input/column'
import { refuse } from '../input/refuse'
import { checkProbabilityColumn } from '../input/score-matrix'
import { applyBeta, type BetaCalibrator } from './beta'
import { applyIsotonic, type IsotonicCalibrator } from './isotonic'
import { applyPlatt, type PlattCalibrator } from './platt'
import { applyVennAbers, type VennAbersCalibrator } from './venn-abers'

/** What `fitPlatt`, `fitIsotonic`, `fitBeta` and `fitVennAbers` make; it may be stored as JSON. */
export type Calibrator = PlattCalibrator | IsotonicCalibrator | BetaCalibrator | VennAbersCalibrator

/**
 * Turns scores of the positive class into calibrated probabilities.
 *
 * @throws GraftError `invalid-option` for a calibrator of no known kind, `not-finite` for one with damaged numbers.
 */
export function calibrate(calibrator: Calibrator, scores: Numbers): Float64Array {
  const values = asFiniteNumbers(scores, 'scores')
  switch (calibrator.kind) {
    case 'platt':
      asFiniteNumbers([calibrator.slope, calibrator.intercept], 'calibrator')
      return Float64Array.from(values, (score) => applyPlatt(calibrator, score))
    case 'isotonic':
      checkNotEmpty(asFiniteNumbers(calibrator.scores, 'calibrator.scores'), 'calibrator.scores')
      asFiniteNumbers(calibrator.probabilities, 'calibrator.probabilities')
      checkSameLength(calibrator.scores, 'scores', calibrator.probabilities, 'calibrator.probabilities')
      return Float64Array.from(values, (score) => applyIsotonic(calibrator, score))
    case 'beta':
      asFiniteNumbers([calibrator.a, calibrator.b, calibrator.c], 'calibrator')
      checkProbabilityColumn(values)
      return Float64Array.from(values, (score) => applyBeta(calibrator, score))
    case 'venn-abers':
      checkNotEmpty(calibrator.steps, 'calibrator.steps')
      asFiniteNumbers(calibrator.steps.flatMap(Object.values), 'calibrator.steps')
      return Float64Array.from(applyVennAbers(calibrator, values), ({ probability }) => probability)
    default:
      return refuse({
        what: 'The calibrator is of no known kind.',
        where: 'calibrator',
        fix: 'Pass what fitPlatt, fitIsotonic, fitBeta or fitVennAbers made.',
        code: 'invalid-option',
      })
  }
}
