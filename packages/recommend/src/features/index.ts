export type { FeatureSource, FeaturesOfOne, FeatureValue } from './features'
