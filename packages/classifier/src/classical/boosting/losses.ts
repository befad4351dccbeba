/** A loss of scores, one score a row for two classes, one a class for more. All arrays `[outputs, rows]`. */
export interface BoostingLoss {
  readonly outputs: number
  /** The scores that fit the classes' shares, before any row is looked at. */
  start(shares: Float64Array): Float64Array
  /** Writes how the loss changes with each score: first and second derivative, times the row's weight. */
  derive(
    scores: Float64Array,
    targets: Int32Array,
    weights: Float64Array,
    out: { readonly gradients: Float32Array; readonly hessians: Float32Array },
  ): void
  /** The probability of each class from the scores of one row, in place of `out`. */
  probabilities(scores: Float64Array, out: Float64Array): void
}

const EPSILON = 2 ** -52

/** The logistic loss of the second class's log-odds. */
const binomial: BoostingLoss = {
  outputs: 1,
  start: (shares) => {
    const share = Math.min(Math.max(shares[1]!, EPSILON), 1 - EPSILON)
    return Float64Array.of(Math.log(share / (1 - share)))
  },
  derive(scores, targets, weights, { gradients, hessians }) {
    for (let row = 0; row < targets.length; row++) {
      const probability = 1 / (1 + Math.exp(-scores[row]!))
      gradients[row] = weights[row]! * (probability - targets[row]!)
      hessians[row] = weights[row]! * probability * (1 - probability)
    }
  },
  probabilities(scores, out) {
    out[1] = 1 / (1 + Math.exp(-scores[0]!))
    out[0] = 1 - out[1]
  },
}

/** The cross-entropy of a softmax, with the diagonal of its second derivative. */
const multinomial = (classes: number): BoostingLoss => ({
  outputs: classes,
  start: (shares) => {
    const logs = shares.map((share) => Math.log(Math.min(Math.max(share, EPSILON), 1 - EPSILON)))
    const mean = logs.reduce((sum, log) => sum + log, 0) / classes
    return logs.map((log) => log - mean)
  },
  derive(scores, targets, weights, { gradients, hessians }) {
    const rows = targets.length
    const row = new Float64Array(classes)
    for (let r = 0; r < rows; r++) {
      for (let k = 0; k < classes; k++) row[k] = scores[k * rows + r]!
      this.probabilities(row, row)
      for (let k = 0; k < classes; k++) {
        const probability = row[k]!
        gradients[k * rows + r] = weights[r]! * (probability - (targets[r] === k ? 1 : 0))
        hessians[k * rows + r] = weights[r]! * probability * (1 - probability)
      }
    }
  },
  probabilities(scores, out) {
    let highest = Number.NEGATIVE_INFINITY
    for (const score of scores) if (score > highest) highest = score
    let sum = 0
    for (let k = 0; k < classes; k++) {
      out[k] = Math.exp(scores[k]! - highest)
      sum += out[k]!
    }
    for (let k = 0; k < classes; k++) out[k]! /= sum
  },
})

export const lossFor = (classes: number): BoostingLoss => (classes === 2 ? binomial : multinomial(classes))
