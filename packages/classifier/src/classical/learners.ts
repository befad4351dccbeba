import { type BoostedTreesSettings, boostedTrees } from './boosted-trees'
import type { Learner } from './learner'
import { type LinearSvmSettings, linearSvm } from './linear-svm'
import { type NearestNeighboursSettings, nearestNeighbours } from './nearest-neighbours'
import { type SoftmaxRegressionSettings, softmaxRegression } from './softmax-regression'

/** The settings of each learner. */
export interface LearnerSettings {
  readonly 'linear-svm': LinearSvmSettings
  readonly 'nearest-neighbours': NearestNeighboursSettings
  readonly 'boosted-trees': BoostedTreesSettings
  readonly 'softmax-regression': SoftmaxRegressionSettings
}

export type LearnerName = keyof LearnerSettings

/** What learns classes from dense features, by name. */
export const learners: { readonly [Name in LearnerName]: Learner<LearnerSettings[Name]> } = {
  'linear-svm': linearSvm,
  'nearest-neighbours': nearestNeighbours,
  'boosted-trees': boostedTrees,
  'softmax-regression': softmaxRegression,
}
