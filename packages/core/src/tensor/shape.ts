import type { GraftError } from '@graftjs/base'
import {
  addDimensions,
  type Dimension,
  divideExactly,
  equalDimensions,
  evaluateDimension,
  formatDimension,
  multiplyDimensions,
} from './dimension'
import type { DType } from './dtype'
import { mistake } from './mistake'

export type Shape = readonly Dimension[]

/** What is known of a tensor before it is computed. */
export interface Signature {
  readonly shape: Shape
  readonly dtype: DType
}

/** `[2, batch, 3]`, as errors print it. */
export const formatShape = (shape: Shape): string => `[${shape.map(formatDimension).join(', ')}]`

export const equalShapes = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dimension, axis) => equalDimensions(dimension, b[axis]!))

export const isConcrete = (shape: Shape): shape is readonly number[] =>
  shape.every((dimension) => typeof dimension === 'number')

/** The number of elements. */
export const sizeOf = (shape: Shape): Dimension => shape.reduce(multiplyDimensions, 1)

export const evaluateShape = (shape: Shape, values: ReadonlyMap<string, number>): number[] =>
  shape.map((dimension) => evaluateDimension(dimension, values))

/** The number of elements of a concrete shape. */
export const elementCount = (shape: readonly number[]): number =>
  shape.reduce((n, dimension) => n * dimension, 1)

/** The error of an operation whose operands do not fit: it names the operation, the shapes and the caller's line. */
export function shapeError(op: string, shapes: readonly Shape[], what: string, fix: string): GraftError {
  return mistake('shape-mismatch', {
    what: `${op}: ${what}`,
    where: `shapes ${shapes.map(formatShape).join(' and ')}`,
    fix,
  })
}

/** The shape of elementwise operations on `a` and `b` by NumPy's rules of broadcasting. */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1
    const right = b[axis - rank + b.length] ?? 1
    if (left === 1) return right
    if (right === 1 || equalDimensions(left, right)) return left
    throw shapeError(
      op,
      [a, b],
      `the sizes ${formatDimension(left)} and ${formatDimension(right)} do not broadcast together.`,
      typeof left === typeof right
        ? 'Make them equal, or make one of them 1 (reshape, transpose or slice an operand).'
        : 'A named size equals only the same name: pass the other tensor as an argument too, with that name in `dynamic`.',
    )
  })
}

/** `axis` counted from the front, after checking that it lies inside `rank`. */
export function normalizeAxis(op: string, axis: number, shape: Shape): number {
  assertHasShape(op, shape)
  const rank = shape.length
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis
  throw shapeError(
    op,
    [shape],
    `axis ${typeof axis === 'number' ? axis : JSON.stringify(axis)} is not one of the ${rank} axes.`,
    rank === 0
      ? 'Use a tensor with axes: this one is a single number.'
      : `Use an axis from ${-rank} to ${rank - 1}.`,
  )
}

/** JavaScript lets an array, or nothing, be handed over as a tensor: they have no shape. */
export function assertHasShape(op: string, shape: Shape | undefined): void {
  if (shape) return
  throw mistake('invalid-data', {
    what: `${op}: its operand has no shape, so it is not a tensor.`,
    fix: 'Make a tensor of numbers and arrays first: tensor(values). Wait for what is a promise: await.',
  })
}

/** Axes counted from the front, sorted and without repeats; all axes when none are named. */
export function normalizeAxes(
  op: string,
  axes: number | readonly number[] | undefined,
  shape: Shape,
): number[] {
  assertHasShape(op, shape)
  if (axes === undefined) return shape.map((_, axis) => axis)
  const list = typeof axes === 'number' ? [axes] : axes
  return [...new Set(list.map((axis) => normalizeAxis(op, axis, shape)))].sort((a, b) => a - b)
}

/** The shape that `reshape` is asked for, with a single -1 worked out. */
export function resolveReshape(from: Shape, to: Shape): Shape {
  assertHasShape('reshape', from)
  if (!Array.isArray(to)) {
    throw mistake('shape-mismatch', {
      what: `reshape: ${JSON.stringify(to)} is no shape.`,
      where: `shape ${formatShape(from)}`,
      fix: 'Put the sizes into brackets: x.reshape([2, -1]).',
    })
  }
  const unknown = to.indexOf(-1)
  if (unknown < 0) {
    if (equalDimensions(sizeOf(from), sizeOf(to))) return to
    throw shapeError(
      'reshape',
      [from, to],
      `there are ${formatDimension(sizeOf(from))} elements, and ${formatDimension(sizeOf(to))} in the new shape.`,
      'Keep the number of elements, or leave one size as -1.',
    )
  }
  const known = sizeOf(to.filter((_, axis) => axis !== unknown))
  const missing = known === 0 ? undefined : divideExactly(sizeOf(from), known)
  if (missing === undefined || to.lastIndexOf(-1) !== unknown) {
    throw shapeError(
      'reshape',
      [from, to],
      'the size of -1 cannot be worked out.',
      'Leave exactly one size as -1, and make the others divide the number of elements.',
    )
  }
  return to.map((dimension, axis) => (axis === unknown ? missing : dimension))
}

/** The shape of pieces joined along `axis`. */
export function concatShapes(op: string, shapes: readonly Shape[], axis: number): Shape {
  const [first, ...rest] = shapes
  if (!first) {
    throw mistake('invalid-data', {
      what: `${op}: there is nothing to join.`,
      fix: 'Pass at least one tensor.',
    })
  }
  return rest.reduce((joined, shape) => {
    const fits =
      joined.length === shape.length && joined.every((d, i) => i === axis || equalDimensions(d, shape[i]!))
    if (!fits)
      throw shapeError(
        op,
        [joined, shape],
        `the pieces differ outside axis ${axis}.`,
        'Make all other sizes equal.',
      )
    return joined.map((d, i) => (i === axis ? addDimensions(d, shape[i]!) : d))
  }, first)
}
