import { checkBothClasses } from '../classification/roc-curve'
import { asFiniteNumbers } from '../input/column'
import { refuseOption } from '../input/refuse'
import { weightedQuantile } from '../numeric/weighted-quantile'
import type { Kept } from './kept'
import { nameOf, refuseWeights, type StreamedMeasure, type WeightedBatch } from './measure'
import type { QuantileSketch } from './quantile-sketch'

export interface SketchOptions {
  /**
   * A sketch is exact up to so many values. Beyond, it keeps about three times as many, 8 bytes each, and tells its
   * error, which shrinks with 1 ÷ size. 8192 by default: shares are off by 0.0005 at most.
   */
  readonly size?: number
  /** What the sketch tosses coins from; give shards that may see the same rows different seeds. 1 by default. */
  readonly seed?: number
}

/** How sure the stated errors are: in 99 of 100 cases the value is no farther off. */
const risk = 0.01

/** A quantile of a sketch, and the values between which the true one lies in 99 of 100 cases. */
export interface SketchedQuantile {
  readonly value: number
  readonly lower: number
  readonly upper: number
  /** How far the share of rows below `value` may be from the one asked for; 0 while the sketch is exact. */
  readonly rankError: number
}

/** A quantile of a value of each row, such as its error. */
export function sketchedQuantile<Batch extends WeightedBatch>(
  name: string,
  quantile: number,
  { size = 8192, seed = 1 }: SketchOptions,
  valuesOf: (batch: Batch) => ArrayLike<number>,
): StreamedMeasure<Batch, SketchedQuantile> {
  if (!(quantile >= 0 && quantile <= 1)) {
    refuseOption(quantile, 'quantile', 'Pass a number from 0 to 1.')
  }
  return {
    name: nameOf(name, { size }),
    observe(kept, batch) {
      if (batch.weights !== undefined) refuseWeights(name)
      const values = asFiniteNumbers(valuesOf(batch), 'values')
      if (values.length > 0) kept.sketch('values', size, seed).add(values)
    },
    read(kept) {
      const sketch = kept.sketch('values', size, seed)
      const { values, weights } = sketch.weightedValues()
      const rankError = sketch.rankError(risk)
      const at = (share: number) => weightedQuantile(values, weights, Math.min(1, Math.max(0, share)))
      return {
        value: at(quantile),
        lower: at(quantile - rankError),
        upper: at(quantile + rankError),
        rankError,
      }
    },
  }
}

/** An area under a curve from sketches, and how far it is from the true one, at most, in 99 of 100 cases. */
export interface SketchedArea {
  readonly value: number
  /** 0 while the sketches are exact. */
  readonly error: number
}

export interface ClassSketches {
  readonly positive: QuantileSketch
  readonly negative: QuantileSketch
}

/** The sketches of the scores of positive and of negative rows. */
export function classSketches(kept: Kept, { size = 8192, seed = 1 }: SketchOptions): ClassSketches {
  return {
    positive: kept.sketch('positive', size, seed),
    negative: kept.sketch('negative', size, seed),
  }
}

/**
 * The area under the ROC curve of what the sketches hold. It is off by no more than both shares below a score
 * together: each halving of either sketch moves it by chance, and by at most one value's weight.
 */
export function sketchedArea(
  { positive, negative }: ClassSketches,
  areaOf: (truth: number[], scores: number[], weights: number[]) => number,
): SketchedArea {
  checkBothClasses(positive.count, negative.count, 'The area under the ROC curve')
  const ofPositive = positive.weightedValues()
  const ofNegative = negative.weightedValues()
  return {
    value: areaOf(
      [...ofPositive.values.map(() => 1), ...ofNegative.values.map(() => 0)],
      [...ofPositive.values, ...ofNegative.values],
      [...ofPositive.weights, ...ofNegative.weights],
    ),
    error: positive.rankError(risk / 2) + negative.rankError(risk / 2),
  }
}
