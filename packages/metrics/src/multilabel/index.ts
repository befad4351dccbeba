export { hammingLoss } from './hamming-loss'
export { coverageError, labelRankingAveragePrecision, labelRankingLoss } from './label-ranking'
export type { LabelSets, MultilabelOptions } from './label-sets'
export { labelsAbove } from './labels-above'
export {
  type MultilabelAreaOptions,
  multilabelAveragePrecision,
  multilabelRocAuc,
} from './multilabel-areas'
export { type LabelConfusion, multilabelConfusion } from './multilabel-confusion'
export {
  type MultilabelScores,
  type MultilabelScoresOptions,
  multilabelScores,
} from './multilabel-scores'
export type { ScoredSetsOptions } from './scored-sets'
export { subsetAccuracy } from './subset-accuracy'
