export type { FeatureKind } from './feature-kinds'
export type { FeatureSource, FeaturesOfOne, FeatureValue } from './features'
export { type FeatureReadOptions, readFeatures } from './read-features'
