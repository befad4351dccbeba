import {
  addDimensions,
  type Dimension,
  floorDivide,
  multiplyDimensions,
  subtractDimensions,
} from '../tensor/dimension'
import { mistake } from '../tensor/mistake'
import { normalizeAxes, normalizeAxis, shapeError, sizeOf } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { broadcastTo } from './broadcast'
import { concat, expandDimensions, pad, slice, transpose } from './layout'
import { reshape } from './reshape'

/** Axes of size 1 left out: all of them, or those that are named. */
export function squeeze(x: Tensor, axes?: number | readonly number[]): Tensor {
  const wanted =
    axes === undefined
      ? x.shape.flatMap((size, axis) => (size === 1 ? [axis] : []))
      : normalizeAxes('squeeze', axes, x.shape)
  const wide = wanted.find((axis) => x.shape[axis] !== 1)
  if (wide !== undefined) {
    throw shapeError('squeeze', [x.shape], `axis ${wide} is not of size 1.`, 'Name axes of size 1.')
  }
  return reshape(
    x,
    x.shape.filter((_, axis) => !wanted.includes(axis)),
  )
}

/** The axes from `first` to `last` as one. Default: all. */
export function flatten(x: Tensor, first = 0, last = -1): Tensor {
  if (x.rank === 0) return reshape(x, [1])
  const [from, to] = [normalizeAxis('flatten', first, x.shape), normalizeAxis('flatten', last, x.shape)]
  if (from > to) {
    throw shapeError(
      'flatten',
      [x.shape],
      `axis ${first} comes after axis ${last}.`,
      'Name the first one first.',
    )
  }
  const joined = sizeOf(x.shape.slice(from, to + 1))
  return reshape(x, [...x.shape.slice(0, from), joined, ...x.shape.slice(to + 1)])
}

/** Pieces along an axis: so many of equal size, or of the sizes given. */
export function split(x: Tensor, pieces: number | readonly number[], axis = 0): Tensor[] {
  const at = normalizeAxis('split', axis, x.shape)
  const size = x.shape[at]!
  const sizes = typeof pieces === 'number' ? equalPieces(x, size, pieces, at) : pieces
  const total = sizes.reduce<number>((sum, piece) => sum + piece, 0)
  if (typeof size === 'number' && total !== size) {
    throw shapeError(
      'split',
      [x.shape],
      `pieces of ${sizes.join(' + ')} do not fill axis ${axis}.`,
      `Give sizes whose sum is ${size}.`,
    )
  }
  let end = 0
  return sizes.map((piece) => {
    end += piece
    return slice(x, at, end - piece, end)
  })
}

function equalPieces(x: Tensor, size: Dimension, pieces: number, axis: number): number[] {
  if (typeof size === 'number' && Number.isInteger(pieces) && pieces > 0 && size % pieces === 0) {
    return Array.from({ length: pieces }, () => size / pieces)
  }
  throw shapeError(
    'split',
    [x.shape],
    `axis ${axis} cannot be cut into ${pieces} equal pieces.`,
    'Use a number that divides the size, or give the sizes.',
  )
}

/** x repeated as a whole, `counts[axis]` times along each axis. NumPy's `tile`. */
export function tile(x: Tensor, counts: readonly number[]): Tensor {
  if (counts.length !== x.rank || !counts.every((count) => Number.isInteger(count) && count >= 0)) {
    throw mistake('invalid-option', {
      what: `tile: the counts are [${counts}], and the tensor has ${x.rank} axes.`,
      fix: 'Give one whole number from 0 on for each axis.',
    })
  }
  const apart = reshape(
    x,
    x.shape.flatMap((size) => [1, size]),
  )
  const wide = broadcastTo(
    apart,
    x.shape.flatMap((size, axis) => [counts[axis]!, size]),
  )
  return reshape(
    wide,
    x.shape.map((size, axis) => multiplyDimensions(size, counts[axis]!)),
  )
}

/** Every element of an axis repeated `count` times in place. NumPy's `repeat`. */
export function repeat(x: Tensor, count: number, axis = 0): Tensor {
  const at = normalizeAxis('repeat', axis, x.shape)
  const apart = expandDimensions(x, at + 1)
  const wide = broadcastTo(
    apart,
    apart.shape.map((size, i) => (i === at + 1 ? count : size)),
  )
  return reshape(
    wide,
    x.shape.map((size, i) => (i === at ? multiplyDimensions(size, count) : size)),
  )
}

/** The elements of an axis moved on by `shift` places, those that fall off coming in at the other end. */
export function roll(x: Tensor, shift: number, axis = 0): Tensor {
  const at = normalizeAxis('roll', axis, x.shape)
  const size = x.shape[at]!
  const by = typeof size === 'number' && size > 0 ? ((shift % size) + size) % size : shift
  if (by === 0) return x
  const cut = by > 0 ? subtractDimensions(size, by) : -by
  return concat([slice(x, at, cut), slice(x, at, 0, cut)], at)
}

/** One axis taken out and put in at another place. */
export function moveAxis(x: Tensor, from: number, to: number): Tensor {
  const [source, target] = [normalizeAxis('moveAxis', from, x.shape), normalizeAxis('moveAxis', to, x.shape)]
  const order = x.shape.map((_, axis) => axis).filter((axis) => axis !== source)
  order.splice(target, 0, source)
  return transpose(x, order)
}

/** Every `step`-th element of an axis, beginning with the first. */
export function strided(x: Tensor, step: number, axis: number): Tensor {
  if (step === 1) return x
  const size = x.shape[axis]!
  const groups = floorDivide(addDimensions(size, step - 1), step)
  const missing = subtractDimensions(multiplyDimensions(groups, step), size)
  const none = x.shape.map(() => 0)
  const padded = pad(
    x,
    none,
    none.map((zero, at) => (at === axis ? missing : zero)),
  )
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)]
  const first = slice(reshape(padded, [...before, groups, step, ...after]), axis + 1, 0, 1)
  return reshape(first, [...before, groups, ...after])
}
