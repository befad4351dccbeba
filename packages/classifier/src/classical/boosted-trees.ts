import type { FeatureMatrix } from '../logistic/feature-matrix'
import { TimeSlice } from '../rows/time-slice'
import { binFeatures } from './boosting/bins'
import { type Ensemble, EnsembleBuilder, leafOf } from './boosting/ensemble'
import { TreeGrower } from './boosting/grow-tree'
import { lossFor } from './boosting/losses'
import { checkFeatures, checkTargets } from './features'
import type { FeatureModel, FitOptions, Learner, ModelState } from './learner'
import { damaged, RestoredState } from './restored'
import { classWeightsOf, positiveNumber, wholeNumber } from './settings'

export interface BoostedTreesSettings {
  /** Rounds of boosting: each adds one tree for two classes, one a class for more. Default 100. */
  readonly iterations: number
  /** What of each tree's step is taken. Default 0.1. */
  readonly learningRate: number
  /** Leaves of a tree at most. Default 31. */
  readonly maximumLeaves: number
  /** Splits between root and leaf at most. Default: no limit. */
  readonly maximumDepth: number
  /** Rows in a leaf at least. Default 20. */
  readonly minimumLeafRows: number
  /** Penalty on the leaves' values. Default 0. */
  readonly l2: number
}

/**
 * Gradient-boosted trees on histograms: scikit-learn's `HistGradientBoostingClassifier` without early stopping. It
 * looks at the order of a column's values alone, so that features need no scaling.
 */
export const boostedTrees: Learner<BoostedTreesSettings> = {
  async fit(features, targets, options: FitOptions & Partial<BoostedTreesSettings>) {
    const { classes, iterations = 100, learningRate = 0.1, signal, onProgress } = options
    checkFeatures(features)
    checkTargets(targets, features.rows, classes)
    const classWeights = classWeightsOf(options.classWeights, classes)
    wholeNumber(iterations, 'iterations')
    const {
      maximumLeaves = 31,
      maximumDepth = Number.POSITIVE_INFINITY,
      minimumLeafRows = 20,
      l2 = 0,
    } = options
    if (maximumDepth !== Number.POSITIVE_INFINITY) wholeNumber(maximumDepth, 'maximumDepth')
    if (l2 !== 0) positiveNumber(l2, 'l2')
    const slice = new TimeSlice(signal)
    const binned = await binFeatures(features, slice)
    const limits = {
      maximumLeaves: wholeNumber(maximumLeaves, 'maximumLeaves', 2),
      maximumDepth,
      minimumLeafRows: wholeNumber(minimumLeafRows, 'minimumLeafRows'),
      l2,
    }
    const grower = new TreeGrower(binned, limits, slice)
    const trees = new EnsembleBuilder(binned, positiveNumber(learningRate, 'learningRate'))

    const { rows } = features
    const loss = lossFor(classes)
    const weights = Float64Array.from(targets, (target) => classWeights[target]!)
    const start = loss.start(sharesOf(targets, weights, classes))
    const scores = new Float64Array(loss.outputs * rows)
    start.forEach((score, output) => {
      scores.fill(score, output * rows, (output + 1) * rows)
    })
    const slopes = {
      gradients: new Float32Array(scores.length),
      hessians: new Float32Array(scores.length),
    }
    for (let iteration = 0; iteration < iterations; iteration++) {
      loss.derive(scores, targets, weights, slopes)
      for (let output = 0; output < loss.outputs; output++) {
        const [from, to] = [output * rows, (output + 1) * rows]
        const root = await grower.grow(
          slopes.gradients.subarray(from, to),
          slopes.hessians.subarray(from, to),
        )
        trees.add(root, scores.subarray(from, to))
        await slice.pause()
      }
      onProgress?.({ phase: 'train', step: iteration + 1, steps: iterations })
    }
    return new BoostedTreesModel(classes, features.columns, start, trees.build())
  },

  restore(saved) {
    const state = new RestoredState(saved)
    const { classes, columns } = state
    const start = state.float64('start', lossFor(classes).outputs)
    const thresholds = state.float64('thresholds')
    const nodes = thresholds.length
    const ensemble: Ensemble = {
      roots: state.int32('roots', { least: 0, below: nodes }),
      columns: state.int32('columns', { length: nodes, least: -1, below: columns }),
      thresholds,
      left: state.int32('left', { length: nodes, least: -1, below: nodes - 1 }),
    }
    checkTrees(ensemble, start.length)
    return new BoostedTreesModel(classes, columns, start, ensemble)
  },
}

/** The classes' shares of the rows' weight. */
function sharesOf(targets: Int32Array, weights: Float64Array, classes: number): Float64Array {
  const shares = new Float64Array(classes)
  let total = 0
  targets.forEach((target, row) => {
    shares[target]! += weights[row]!
    total += weights[row]!
  })
  return shares.map((share) => share / total)
}

/** A child stands behind its parent, so that every walk from a root ends. */
function checkTrees({ roots, columns, left }: Ensemble, outputs: number): void {
  if (roots.length === 0 || roots.length % outputs !== 0) throw damaged(`has ${roots.length} trees`)
  left.forEach((child, node) => {
    const isLeaf = child < 0
    if (isLeaf ? columns[node] !== -1 : columns[node]! < 0 || child <= node) {
      throw damaged(`has a damaged node ${node}`)
    }
  })
}

class BoostedTreesModel implements FeatureModel {
  constructor(
    readonly classes: number,
    readonly columns: number,
    private readonly start: Float64Array,
    private readonly ensemble: Ensemble,
  ) {}

  async probabilities(
    features: FeatureMatrix,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Float64Array> {
    checkFeatures(features, this.columns)
    const slice = new TimeSlice(signal)
    const loss = lossFor(this.classes)
    const trees = this.ensemble.roots.length
    const probabilities = new Float64Array(features.rows * this.classes)
    for (let row = 0; row < features.rows; row++) {
      const own = features.data.subarray(row * this.columns, (row + 1) * this.columns)
      const scores = this.start.slice()
      for (let tree = 0; tree < trees; tree++)
        scores[tree % loss.outputs]! += leafOf(this.ensemble, tree, own)
      loss.probabilities(scores, probabilities.subarray(row * this.classes, (row + 1) * this.classes))
      await slice.pause()
    }
    return probabilities
  }

  state(): ModelState {
    const { start, ensemble } = this
    return { classes: this.classes, columns: this.columns, settings: {}, arrays: { start, ...ensemble } }
  }
}
