export {
  type CrossConformalInput,
  type CrossConformalIntervals,
  crossConformalIntervals,
  fitCrossConformal,
} from './cross-conformal'
export type { SetRule, SetRuleOptions } from './misfit'
export {
  type ConformalIntervals,
  type ConformalIntervalsInput,
  fitConformalIntervals,
  predictionIntervals,
} from './prediction-intervals'
export {
  type ConformalSets,
  type ConformalSetsInput,
  fitConformalSets,
  predictionSets,
} from './prediction-sets'
