import type { FeatureMatrix } from '../logistic/feature-matrix'
import { type FeatureDistance, nearestRows } from '../neighbours/nearest'
import { TimeSlice } from '../rows/time-slice'
import { checkFeatures, checkTargets } from './features'
import type { FeatureModel, FitOptions, Learner, ModelState } from './learner'
import { RestoredState } from './restored'
import { classWeightsOf, oneOf, wholeNumber } from './settings'

export interface NearestNeighboursSettings {
  /** How many neighbours vote; fewer where there are fewer rows. Default 5. */
  readonly k: number
  /** Default `euclidean`. */
  readonly distance: FeatureDistance
  /** All votes count the same, or each 1 / its distance; rows at distance 0 then outvote all others. Default `uniform`. */
  readonly votes: Votes
}

type Votes = 'uniform' | 'distance'

const distances = ['euclidean', 'cosine'] as const
const voting = ['uniform', 'distance'] as const

/** The classes of the nearest training rows, counted: scikit-learn's `KNeighborsClassifier`. It keeps all rows. */
export const nearestNeighbours: Learner<NearestNeighboursSettings> = {
  async fit(features, targets, options: FitOptions & Partial<NearestNeighboursSettings>) {
    const { classes, k = 5, distance = 'euclidean', votes = 'uniform' } = options
    checkFeatures(features)
    checkTargets(targets, features.rows, classes)
    return new NearestNeighboursModel({ ...features, data: features.data.slice() }, targets.slice(), {
      classWeights: classWeightsOf(options.classWeights, classes),
      k: wholeNumber(k, 'k'),
      distance: oneOf(distance, 'distance', distances),
      votes: oneOf(votes, 'votes', voting),
    })
  },

  restore(saved) {
    const state = new RestoredState(saved)
    const data = state.float32('features')
    const rows = data.length / state.columns
    const targets = state.int32('targets', { length: rows, least: 0, below: state.classes })
    return new NearestNeighboursModel({ data, rows, columns: state.columns }, targets, {
      classWeights: state.float64('classWeights', state.classes),
      k: state.number('k'),
      distance: state.oneOf('distance', distances),
      votes: state.oneOf('votes', voting),
    })
  },
}

class NearestNeighboursModel implements FeatureModel {
  constructor(
    private readonly features: FeatureMatrix,
    private readonly targets: Int32Array,
    private readonly settings: NearestNeighboursSettings & { readonly classWeights: Float64Array },
  ) {}

  get classes(): number {
    return this.settings.classWeights.length
  }

  get columns(): number {
    return this.features.columns
  }

  async probabilities(
    features: FeatureMatrix,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Float64Array> {
    checkFeatures(features, this.columns)
    const { distance, votes, classWeights } = this.settings
    const slice = new TimeSlice(signal)
    const found = await nearestRows(features, this.features, { k: this.settings.k, distance, slice })
    const probabilities = new Float64Array(features.rows * this.classes)
    for (let row = 0; row < features.rows; row++) {
      const out = probabilities.subarray(row * this.classes, (row + 1) * this.classes)
      const nearest = found.distances[row * found.k]!
      let total = 0
      for (let n = row * found.k; n < (row + 1) * found.k; n++) {
        const target = this.targets[found.rows[n]!]!
        const vote = voteOf(votes, found.distances[n]!, nearest) * classWeights[target]!
        out[target]! += vote
        total += vote
      }
      for (let label = 0; label < out.length; label++) out[label]! /= total
    }
    return probabilities
  }

  state(): ModelState {
    const { k, distance, votes, classWeights } = this.settings
    return {
      classes: this.classes,
      columns: this.columns,
      settings: { k, distance, votes },
      arrays: { features: this.features.data, targets: this.targets, classWeights },
    }
  }
}

function voteOf(votes: Votes, distance: number, nearest: number): number {
  if (votes === 'uniform') return 1
  if (nearest === 0) return distance === 0 ? 1 : 0
  return 1 / distance
}
