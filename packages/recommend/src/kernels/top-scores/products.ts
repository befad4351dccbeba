/** Scores that are products: of a user's and an item's factors, plus the item's bias, if it has one. */
export interface Products {
  readonly depth: number
  /** users × depth */
  readonly userFactors: Float32Array
  /** items × depth */
  readonly itemFactors: Float32Array
  readonly biases?: Float32Array
}
