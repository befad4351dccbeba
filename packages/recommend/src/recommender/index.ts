export type { Algorithm, AlgorithmFactory } from './algorithm'
export type { FitOptions } from './fit'
export { loadRecommender } from './load'
export type { Absence, ScoreScale } from './model'
export {
  type Abilities,
  type ExplainedPart,
  type Explanation,
  Recommender,
  type Similar,
  type SimilarItemsOptions,
  type Update,
  type UpdateOptions,
} from './recommender'
export type { HistoryEvent, Subject } from './subject'
