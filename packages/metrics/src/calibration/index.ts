export { type BetaCalibrator, fitBeta } from './beta'
export { type Calibrator, calibrate } from './calibrate'
export type { CalibrationOptions } from './calibration-rows'
export { fitIsotonic, type IsotonicCalibrator } from './isotonic'
export {
  applyOneVsRest,
  fitOneVsRest,
  type OneVsRestCalibrationInput,
  type OneVsRestCalibrator,
} from './one-vs-rest'
export { fitPlatt, type PlattCalibrator } from './platt'
export {
  applyTemperature,
  fitTemperature,
  type TemperatureCalibrator,
  type TemperatureOptions,
} from './temperature'
export {
  applyVennAbers,
  fitVennAbers,
  type VennAbersCalibrator,
  type VennAbersProbability,
} from './venn-abers'
