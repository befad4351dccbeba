export { type EntropyOptions, recommendationEntropy, recommendationGini } from './concentration'
export { catalogueCoverage, type UserCoverageOptions, userCoverage } from './coverage'
export {
  type ExposureFairness,
  type ExposureOptions,
  exposureFairness,
  type GroupExposure,
} from './exposure-fairness'
export { cosineDistance, type ItemDistance, intraListDiversity } from './intra-list-diversity'
export type { ListOptions, PerUserMean, Recommended } from './lists'
export { type NoveltyOptions, novelty } from './novelty'
export {
  type PopularityLiftOptions,
  type PopularityOptions,
  popularityLift,
  recommendedPopularity,
} from './popularity-bias'
export { type SerendipityOptions, serendipity } from './serendipity'
export { type TasteCalibrationOptions, tasteCalibration } from './taste-calibration'
