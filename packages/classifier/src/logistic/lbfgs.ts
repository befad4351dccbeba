import type { TimeSlice } from '../rows/time-slice'

/** A smooth function to be minimized: writes the gradient at `point` and returns the value there. */
export type Objective = (point: Float64Array, gradient: Float64Array) => Promise<number>

export interface LbfgsOptions {
  /** Stop when no part of the gradient is larger than this. */
  readonly gradientTolerance: number
  readonly maximumIterations: number
  /** Corrections kept for the curvature. */
  readonly memory?: number
  readonly slice: TimeSlice
  readonly onIteration?: (iteration: number, value: number) => void
}

export interface Minimum {
  readonly value: number
  readonly iterations: number
  /** False where the iterations ran out before the gradient was small enough. */
  readonly converged: boolean
}

/**
 * Minimizes in place from `point` by L-BFGS: Nocedal and Wright, Numerical Optimization, 2nd edition,
 * algorithms 7.4 (two-loop recursion) and 7.5, with the line search of 3.5 and 3.6.
 */
export async function lbfgs(
  objective: Objective,
  point: Float64Array,
  options: LbfgsOptions,
): Promise<Minimum> {
  const { gradientTolerance, maximumIterations, memory = 10, slice, onIteration } = options
  const corrections: Correction[] = []
  let gradient = new Float64Array(point.length)
  let spare = new Float64Array(point.length)
  const direction = new Float64Array(point.length)
  const start = new Float64Array(point.length)
  let value = await objective(point, gradient)

  for (let iteration = 0; iteration < maximumIterations; iteration++) {
    if (largest(gradient) <= gradientTolerance) return { value, iterations: iteration, converged: true }
    await descend(gradient, corrections, direction, slice)
    const slope = dot(direction, gradient)
    start.set(point)
    const along = async (step: number) => {
      for (let i = 0; i < point.length; i++) point[i] = start[i]! + step * direction[i]!
      await slice.pause()
      const trial = await objective(point, spare)
      await slice.pause()
      return { step, value: trial, slope: dot(spare, direction) }
    }
    const firstStep = iteration === 0 ? Math.min(1, 1 / norm(gradient)) : 1
    const found = await searchLine(along, { step: 0, value, slope }, firstStep)
    if (!found) {
      // No step lowers the value by more than rounding: this is as low as float64 gets.
      point.set(start)
      return { value, iterations: iteration, converged: true }
    }
    value = found.value
    remember(corrections, memory, found.step, direction, gradient, spare)
    ;[gradient, spare] = [spare, gradient]
    onIteration?.(iteration + 1, value)
    await slice.pause()
  }
  return { value, iterations: maximumIterations, converged: largest(gradient) <= gradientTolerance }
}

interface Correction {
  /** Change of the point and of the gradient over one step, and 1 / (their product). */
  readonly s: Float64Array
  readonly y: Float64Array
  readonly rho: number
}

function remember(
  corrections: Correction[],
  memory: number,
  step: number,
  direction: Float64Array,
  before: Float64Array,
  after: Float64Array,
): void {
  const oldest = corrections.length === memory ? corrections.shift() : undefined
  const s = oldest?.s ?? new Float64Array(before.length)
  const y = oldest?.y ?? new Float64Array(before.length)
  let product = 0
  for (let i = 0; i < s.length; i++) {
    s[i] = step * direction[i]!
    y[i] = after[i]! - before[i]!
    product += s[i]! * y[i]!
  }
  if (product > 0) corrections.push({ s, y, rho: 1 / product })
}

/** direction = −H · gradient, algorithm 7.4. */
async function descend(
  gradient: Float64Array,
  corrections: readonly Correction[],
  direction: Float64Array,
  slice: TimeSlice,
): Promise<void> {
  for (let i = 0; i < gradient.length; i++) direction[i] = -gradient[i]!
  const alphas: number[] = []
  for (let c = corrections.length - 1; c >= 0; c--) {
    const { s, y, rho } = corrections[c]!
    alphas[c] = rho * dot(s, direction)
    add(-alphas[c]!, y, direction)
    await slice.pause()
  }
  const newest = corrections.at(-1)
  if (newest) {
    const scale = 1 / (newest.rho * dot(newest.y, newest.y))
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale
  }
  for (let c = 0; c < corrections.length; c++) {
    const { s, y, rho } = corrections[c]!
    add(alphas[c]! - rho * dot(y, direction), s, direction)
    await slice.pause()
  }
}

interface LinePoint {
  readonly step: number
  readonly value: number
  readonly slope: number
}

/** The strong Wolfe conditions' constants for quasi-Newton steps. */
const sufficientDecrease = 1e-4
const curvature = 0.9
const mostTrials = 30

/** A step that satisfies the strong Wolfe conditions, algorithm 3.5; the last one tried lies in the objective. */
async function searchLine(
  along: (step: number) => Promise<LinePoint>,
  origin: LinePoint,
  firstStep: number,
): Promise<LinePoint | undefined> {
  let previous = origin
  let step = firstStep
  for (let trial = 0; trial < mostTrials; trial++) {
    const here = await along(step)
    const tooHigh = here.value > origin.value + sufficientDecrease * step * origin.slope
    if (tooHigh || !Number.isFinite(here.value) || (trial > 0 && here.value >= previous.value)) {
      return zoom(along, origin, previous, here)
    }
    if (Math.abs(here.slope) <= -curvature * origin.slope) return here
    if (here.slope >= 0) return zoom(along, origin, here, previous)
    previous = here
    step *= 2
  }
  return undefined
}

/** Algorithm 3.6: `low` is the best point so far, and a good step lies between it and `high`. */
async function zoom(
  along: (step: number) => Promise<LinePoint>,
  origin: LinePoint,
  low: LinePoint,
  high: LinePoint,
): Promise<LinePoint | undefined> {
  let [lower, upper] = [low, high]
  for (let trial = 0; trial < mostTrials; trial++) {
    const here = await along(between(lower, upper))
    const tooHigh = here.value > origin.value + sufficientDecrease * here.step * origin.slope
    if (tooHigh || !Number.isFinite(here.value) || here.value >= lower.value) {
      upper = here
    } else {
      if (Math.abs(here.slope) <= -curvature * origin.slope) return here
      if (here.slope * (upper.step - lower.step) >= 0) upper = lower
      lower = here
    }
  }
  if (lower.step === 0) return undefined
  return along(lower.step)
}

/** The minimum of the cubic through both points (equation 3.59), kept away from the ends. */
function between(a: LinePoint, b: LinePoint): number {
  const width = b.step - a.step
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step)
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope)
  const cubic = b.step - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2)
  const [left, right] = [a.step + 0.1 * width, a.step + 0.9 * width]
  const inside = cubic >= Math.min(left, right) && cubic <= Math.max(left, right)
  return inside ? cubic : a.step + width / 2
}

function dot(a: Float64Array, b: Float64Array): number {
  // Four sums that do not wait for one another.
  let [p, q, r, s] = [0, 0, 0, 0]
  let i = 0
  for (; i + 3 < a.length; i += 4) {
    p += a[i]! * b[i]!
    q += a[i + 1]! * b[i + 1]!
    r += a[i + 2]! * b[i + 2]!
    s += a[i + 3]! * b[i + 3]!
  }
  for (; i < a.length; i++) p += a[i]! * b[i]!
  return p + q + r + s
}

function add(factor: number, a: Float64Array, to: Float64Array): void {
  for (let i = 0; i < a.length; i++) to[i]! += factor * a[i]!
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a))
}

function largest(a: Float64Array): number {
  let most = 0
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]!))
  return most
}
