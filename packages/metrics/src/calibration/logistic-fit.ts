/** A linear log odds: Σ coefficients · features + intercept. */
export interface LogisticFit {
  readonly coefficients: readonly number[]
  readonly intercept: number
  /** The log loss of the rows, summed. */
  readonly loss: number
}

/**
 * Logistic regression without regularization, of a few features, by Newton's method to the last digit of the
 * gradient. Targets lie between 0 and 1. Where the classes separate there is no best: the steps end after 100, at a
 * steep one.
 */
export function fitLogistic(
  features: readonly ArrayLike<number>[],
  targets: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): LogisticFit {
  const rows = { features, targets, weights }
  // From the constant that fits best: the curvature there is not 0, however large the features are.
  let here = derivativesAt(rows, [...features.map(() => 0), bestConstant(targets, weights)])
  for (let step = 0; step < 100; step++) {
    const direction = solve(here.hessian, here.gradient)
    const descent = direction.reduce((sum, value, k) => sum + value * here.gradient[k]!, 0)
    const next = descend(rows, here, direction, descent)
    if (next === undefined) break
    here = next
  }
  return { coefficients: here.point.slice(0, -1), intercept: here.point.at(-1)!, loss: here.value }
}

interface Rows {
  readonly features: readonly ArrayLike<number>[]
  readonly targets: ArrayLike<number>
  readonly weights: ArrayLike<number> | undefined
}

interface Derivatives {
  readonly point: readonly number[]
  readonly value: number
  readonly gradient: readonly number[]
  readonly hessian: readonly (readonly number[])[]
}

/** The longest halved step that lowers the loss; near the optimum, where rounding hides that, the gradient. */
function descend(
  rows: Rows,
  here: Derivatives,
  direction: readonly number[],
  descent: number,
): Derivatives | undefined {
  const stepBy = (size: number) =>
    derivativesAt(
      rows,
      here.point.map((value, k) => value - size * direction[k]!),
    )
  if (descent < 1e-10 * (1 + here.value)) {
    const next = stepBy(1)
    return Math.hypot(...next.gradient) < Math.hypot(...here.gradient) ? next : undefined
  }
  for (let size = 1; size > 1e-10; size /= 2) {
    const next = stepBy(size)
    if (next.value <= here.value - 1e-4 * size * descent) return next
  }
  return undefined
}

function derivativesAt({ features, targets, weights }: Rows, point: readonly number[]): Derivatives {
  const size = point.length
  let value = 0
  const gradient = new Array<number>(size).fill(0)
  const hessian = Array.from({ length: size }, () => new Array<number>(size).fill(0))
  const own = new Array<number>(size).fill(1)
  for (let row = 0; row < targets.length; row++) {
    const weight = weights === undefined ? 1 : weights[row]!
    let z = point[size - 1]!
    for (let k = 0; k < size - 1; k++) {
      own[k] = features[k]![row]!
      z += point[k]! * own[k]!
    }
    const probability = sigmoid(z)
    value += weight * (softplus(z) - targets[row]! * z)
    const error = weight * (probability - targets[row]!)
    const curvature = weight * probability * (1 - probability)
    for (let k = 0; k < size; k++) {
      gradient[k]! += error * own[k]!
      for (let j = 0; j < size; j++) hessian[k]![j]! += curvature * own[k]! * own[j]!
    }
  }
  return { point, value, gradient, hessian }
}

function bestConstant(targets: ArrayLike<number>, weights: ArrayLike<number> | undefined): number {
  let sum = 0
  let total = 0
  for (let row = 0; row < targets.length; row++) {
    const weight = weights === undefined ? 1 : weights[row]!
    sum += weight * targets[row]!
    total += weight
  }
  return Math.log(sum / (total - sum))
}

/** Solves a small positive semidefinite system; what depends on earlier unknowns alone is left at 0. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((line, at) => [...line, right[at]!])
  const scale = matrix.map((line, at) => line[at]!)
  const solved: number[] = []
  const left = new Set(rows.keys())
  while (left.size > 0) {
    // The diagonal entry that kept most of itself is the safest to divide by.
    const pivot = [...left].reduce((best, k) => (keptOf(k) > keptOf(best) ? k : best))
    left.delete(pivot)
    if (!(keptOf(pivot) > 1e-13)) continue
    solved.push(pivot)
    const line = rows[pivot]!
    for (const row of rows) {
      if (row === line) continue
      const factor = row[pivot]! / line[pivot]!
      for (let at = 0; at < row.length; at++) row[at]! -= factor * line[at]!
    }
  }
  return rows.map((line, k) => (solved.includes(k) ? line.at(-1)! / line[k]! : 0))

  function keptOf(k: number): number {
    return scale[k]! > 0 ? rows[k]![k]! / scale[k]! : 0
  }
}

export function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z))
}

function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)))
}
