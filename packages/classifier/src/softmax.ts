/** Probabilities of logits in double precision, so that they sum to 1 however sure a model is. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  let largest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < logits.length; i++) largest = Math.max(largest, logits[i]!)
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - largest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}
