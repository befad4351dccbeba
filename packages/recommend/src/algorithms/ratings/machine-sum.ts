/** A feature of a factorization machine, times how much of it there is. */
export interface MachineFeature {
  readonly weight: number
  readonly factors: ArrayLike<number>
}

/** What some features come to as one side of a machine: their weights and the products of every two; and their sum. */
export function machineSum(
  features: readonly MachineFeature[],
  depth: number,
): { readonly bias: number; readonly factors: Float32Array } {
  const factors = new Float32Array(depth)
  let [linear, squares] = [0, 0]
  for (const { weight, factors: own } of features) {
    linear += weight
    for (let d = 0; d < depth; d++) {
      factors[d]! += own[d]!
      squares += own[d]! * own[d]!
    }
  }
  const square = factors.reduce((sum, value) => sum + value * value, 0)
  return { bias: linear + (square - squares) / 2, factors }
}
