import { asRows, asWeights, type Column, checkNotEmpty, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels, codesOf, distinctLabels } from '../input/labels'
import { refuse, refuseOption } from '../input/refuse'
import { rowsOfScores } from '../input/rows-of-scores'
import { asMatrix, type FlatMatrix, type ScoreMatrix } from '../input/score-matrix'

/** Probabilities = softmax(logits ÷ temperature). Plain data. */
export interface TemperatureCalibrator {
  readonly kind: 'temperature'
  /** Above 1 the model was too sure, below 1 not sure enough. */
  readonly temperature: number
  /** How many columns the logits have. */
  readonly classes: number
}

export interface TemperatureOptions<L extends Label> {
  /** The class of each column of logits; by default the labels of truth, sorted. */
  readonly labels?: Column<L>
  readonly weights?: Numbers
}

/**
 * Fits the one number by which logits are divided so that the log loss is least (Guo et al. 2017): the predicted
 * class stays as it is. The same optimum as scikit-learn's `method="temperature"`.
 *
 * @param logits a value per class for every row, before the softmax; logarithms of probabilities will do.
 * @throws GraftError `invalid-data` where no temperature is best: no row is wrong, or the logits are no better than
 *   chance.
 */
export function fitTemperature<L extends Label>(
  truth: Column<L>,
  logits: ScoreMatrix,
  { labels, weights }: TemperatureOptions<L> = {},
): TemperatureCalibrator {
  const truthRows = asRows(truth, 'truth')
  checkNotEmpty(truthRows, 'truth')
  const index = asLabels(labels ?? distinctLabels(truthRows, 'truth'), 2)
  const codes = codesOf(truthRows, index, 'truth')
  const matrix = asMatrix(logits, truthRows.length, index.labels.length, 'logits')
  const weightRows = asWeights(weights, matrix.rows)
  const spread = checkOptimum(matrix, codes, weightRows)
  // The loss is convex in 1 ÷ temperature: its slope rises from below 0, at 0, to above 0.
  const inverse = rootOfRising((beta) => slopeAt(beta, matrix, codes, weightRows), 1 / spread)
  return { kind: 'temperature', temperature: 1 / inverse, classes: matrix.columns }
}

/** The derivative of the log loss by 1 ÷ temperature, and its own. */
function slopeAt(
  beta: number,
  { values, columns }: FlatMatrix,
  codes: Int32Array,
  weights: ArrayLike<number> | undefined,
): { slope: number; curvature: number } {
  let slope = 0
  let curvature = 0
  for (let row = 0; row < codes.length; row++) {
    const start = row * columns
    const own = values[start + codes[row]!]!
    let most = -Infinity
    for (let column = 0; column < columns; column++) most = Math.max(most, values[start + column]! - own)
    let total = 0
    let mean = 0
    let square = 0
    for (let column = 0; column < columns; column++) {
      const lead = values[start + column]! - own
      const share = Math.exp(beta * (lead - most))
      total += share
      mean += share * lead
      square += share * lead * lead
    }
    mean /= total
    const weight = weights === undefined ? 1 : weights[row]!
    slope += weight * mean
    curvature += weight * Math.max(0, square / total - mean * mean)
  }
  return { slope, curvature }
}

/** Newton's method inside a bracket that it halves where a step would leave it. */
function rootOfRising(at: (beta: number) => { slope: number; curvature: number }, start: number): number {
  let low = 0
  let high = Infinity
  let beta = start
  for (let step = 0; step < 500; step++) {
    const { slope, curvature } = at(beta)
    if (slope === 0) return beta
    if (slope < 0) low = beta
    else high = beta
    const newton = beta - slope / curvature
    const inside = newton > low && newton < high
    const next = inside ? newton : high === Infinity ? 2 * beta : (low + high) / 2
    if (Math.abs(next - beta) <= 1e-15 * beta) return next
    beta = next
  }
  return beta
}

/**
 * There is a best temperature where some row is wrong, and the logits do better than chance. Returns the greatest
 * distance of a logit from that of the true class.
 */
function checkOptimum(
  { values, columns }: FlatMatrix,
  codes: Int32Array,
  weights: ArrayLike<number> | undefined,
): number {
  let someWrong = false
  let lead = 0
  let spread = 0
  codes.forEach((code, row) => {
    const weight = weights === undefined ? 1 : weights[row]!
    if (weight === 0) return
    const own = values[row * columns + code]!
    for (let column = 0; column < columns; column++) {
      const ahead = own - values[row * columns + column]!
      if (ahead < 0) someWrong = true
      lead += (weight * ahead) / columns
      spread = Math.max(spread, Math.abs(ahead))
    }
  })
  if (someWrong && lead > 0) return spread
  return refuse({
    what: `No temperature fits: ${someWrong ? 'the logits are no better than chance' : 'no row is wrong'}.`,
    where: 'logits',
    fix: 'Fit on rows that the model was not trained on, some of which it gets wrong.',
  })
}

/** The calibrated probabilities of every row, flat in row-major order. */
export function applyTemperature(
  { temperature, classes }: TemperatureCalibrator,
  logits: ScoreMatrix,
): Float64Array {
  if (!(temperature > 0 && temperature < Infinity)) {
    refuseOption(temperature, 'temperature', 'Pass a calibrator that fitTemperature made.')
  }
  const { values, rows, columns } = asMatrix(logits, rowsOfScores(logits, classes), classes, 'logits')
  const probabilities = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    let most = -Infinity
    for (let column = 0; column < columns; column++) most = Math.max(most, values[start + column]!)
    let total = 0
    for (let column = 0; column < columns; column++) {
      const share = Math.exp((values[start + column]! - most) / temperature)
      probabilities[start + column] = share
      total += share
    }
    for (let column = 0; column < columns; column++) probabilities[start + column]! /= total
  }
  return probabilities
}
