export {
  accumulate,
  type BatchOf,
  type Measures,
  type ResultsOf,
  type StoredStream,
  type Stream,
} from './accumulate'
export type { VectorBatch } from './cluster-scatter'
export { type ClusterBatch, clusterStreams } from './cluster-streams'
export { type ImageBatch, imageStreams, type PanopticBatch } from './image-streams'
export type { StoredKept } from './kept'
export { type LabelBatch, labelStreams } from './label-streams'
export type { StreamedMeasure, WeightedBatch } from './measure'
export { type LabelSetBatch, multilabelStreams, type ScoredSetBatch } from './multilabel-streams'
export { type NumberBatch, numberStreams } from './number-streams'
export type { StoredSketch } from './quantile-sketch'
export { type RankingBatch, rankingStreams, type ScoredItemsBatch } from './ranking-streams'
export {
  type HistoryBatch,
  type RecommendationBatch,
  type RelevanceBatch,
  recommendationStreams,
} from './recommendation-streams'
export { type ClassScoreBatch, type ScoreBatch, type SingleScoreBatch, scoreStreams } from './score-streams'
export type { SketchedArea, SketchedQuantile, SketchOptions } from './sketched'
export { type TagBatch, type TextBatch, type TokenBatch, textStreams } from './text-streams'
