/** Probabilities that are this much below a threshold count as having reached it. */
const TOLERANCE = 1e-6

/** Predictions for labelled rows, by a model that has not learnt from them. */
export interface LabelledProbabilities {
  /** `[rows, classes]` */
  readonly probabilities: Float64Array
  /** The label that each row was given, 0 … classes − 1. */
  readonly targets: Int32Array
  readonly classes: number
}

/**
 * How many rows of each given label (first) seem to be of each class (second), `[classes, classes]`: the confident
 * joint of Northcutt, Jiang and Chuang 2021 (arXiv:1911.00068), section 3.1. A row seems to be of a class whose
 * probability is as high as it is on average for rows that were given that label; the counts are then brought to as
 * many rows as each label has.
 */
export function confidentJoint(predicted: LabelledProbabilities): Int32Array {
  const { targets, classes } = predicted
  const thresholds = meanSelfConfidence(predicted)
  const counts = new Float64Array(classes * classes)
  targets.forEach((given, row) => {
    const likely = likelyClass(predicted, thresholds, row)
    if (likely >= 0) counts[given * classes + likely]! += 1
  })
  const sizes = new Float64Array(classes)
  for (const target of targets) sizes[target]! += 1
  const joint = new Int32Array(classes * classes)
  for (let given = 0; given < classes; given++) {
    const own = counts.subarray(given * classes, (given + 1) * classes)
    own[given] = Math.max(1, own[given]!)
    const total = own.reduce((sum, count) => sum + count, 0)
    joint.set(wholeNumbers(own.map((count) => (count / total) * sizes[given]!)), given * classes)
  }
  return joint
}

/** How sure predictions are of a label on average, among the rows that were given it; infinite where none was. */
function meanSelfConfidence({ probabilities, targets, classes }: LabelledProbabilities): Float64Array {
  const sums = new Float64Array(classes)
  const sizes = new Float64Array(classes)
  targets.forEach((target, row) => {
    sums[target]! += probabilities[row * classes + target]!
    sizes[target]! += 1
  })
  return sums.map((sum, label) => (sizes[label] === 0 ? Number.POSITIVE_INFINITY : sum / sizes[label]!))
}

/** The class that a row seems to be of: of several that reach their threshold the most probable; −1 where none does. */
function likelyClass(
  { probabilities, classes }: LabelledProbabilities,
  thresholds: Float64Array,
  row: number,
): number {
  let likely = -1
  for (let label = 0; label < classes; label++) {
    const probability = probabilities[row * classes + label]!
    if (probability < thresholds[label]! - TOLERANCE) continue
    if (likely < 0 || probability > probabilities[row * classes + likely]!) likely = label
  }
  return likely
}

/**
 * Rounds to whole numbers of the same (whole) sum: what rounding misses goes to those that it moved furthest, of equals
 * to the last of those that grow and to the first of those that shrink.
 */
function wholeNumbers(values: Float64Array): Float64Array {
  const rounded = values.map(halfToEven)
  const missing = Math.round(values.reduce((sum, value, i) => sum + value - rounded[i]!, 0))
  const direction = Math.sign(missing)
  const order = Array.from(values.keys()).sort(
    (a, b) => direction * (values[b]! - rounded[b]! - (values[a]! - rounded[a]!) || b - a),
  )
  for (const at of order.slice(0, Math.abs(missing))) rounded[at]! += direction
  return rounded
}

function halfToEven(value: number): number {
  const down = Math.floor(value)
  if (value - down !== 0.5) return Math.round(value)
  return down % 2 === 0 ? down : down + 1
}
