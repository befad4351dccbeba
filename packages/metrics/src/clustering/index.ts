export { adjustedRand, fowlkesMallows, randIndex } from './adjusted-rand'
export { calinskiHarabasz, daviesBouldin } from './centroid-scores'
export {
  adjustedMutualInformation,
  type EntropyMean,
  type HomogeneityScores,
  homogeneityScores,
  type MutualInformationOptions,
  mutualInformation,
  normalizedMutualInformation,
} from './mutual-information'
export {
  type NeighbourRecallOptions,
  neighbourRecall,
  type TrustworthinessOptions,
  trustworthiness,
} from './neighbours'
export { type Silhouette, type SilhouetteOptions, silhouette } from './silhouette'
export type { VectorDistance, VectorOptions, Vectors } from './vectors'
