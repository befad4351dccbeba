import type { DType } from '../../tensor/dtype'

/** What is allowed beside an expected number. */
export interface Tolerance {
  /** As a share of `scale`. */
  readonly relative: number
  readonly absolute: number
}

/** What every engine has to reach: in float32, and in dtypes that round to 11 and to 8 bits, half a bit more. */
const tolerances: { readonly [D in DType]?: Tolerance } = {
  float32: { relative: 1e-5, absolute: 1e-6 },
  float16: { relative: 2 ** -10, absolute: 1e-6 },
  bfloat16: { relative: 2 ** -7, absolute: 1e-6 },
}

/** How far an engine may be from the reference in this dtype: integers and truth values not at all. */
export const toleranceOf = (dtype: DType): Tolerance => tolerances[dtype] ?? { relative: 0, absolute: 0 }

/** The largest finite size among `values`. */
export const largest = (values: Float64Array): number =>
  values.reduce((size, value) => (Number.isFinite(value) ? Math.max(size, Math.abs(value)) : size), 0)

/** Throws, naming the worst element, unless `actual` equals `expected` within the tolerance. */
export function assertClose(
  what: string,
  actual: ArrayLike<number>,
  expected: Float64Array,
  scale: number,
  { relative, absolute }: Tolerance = toleranceOf('float32'),
): void {
  if (actual.length !== expected.length) {
    throw new Error(`${what}: ${actual.length} elements instead of ${expected.length}`)
  }
  const allowed = relative * scale + absolute
  let worst = -1
  let distance = 0
  expected.forEach((wanted, i) => {
    const error = errorOf(actual[i]!, wanted)
    if (!(error <= allowed) && !(error <= distance)) {
      worst = i
      distance = error
    }
  })
  if (worst < 0) return
  throw new Error(
    `${what}: element ${worst} is ${String(actual[worst])} instead of ${expected[worst]}: ` +
      `off by ${distance.toExponential(2)}, allowed ${allowed.toExponential(2)}`,
  )
}

/** NaN is close to NaN alone, an infinity (also of float32) to itself alone. */
function errorOf(actual: number, wanted: number): number {
  if (Number.isNaN(wanted)) return Number.isNaN(actual) ? 0 : Number.POSITIVE_INFINITY
  const held = Math.fround(wanted)
  if (!Number.isFinite(held)) return actual === held || actual === wanted ? 0 : Number.POSITIVE_INFINITY
  const error = Math.abs(actual - wanted)
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error
}
