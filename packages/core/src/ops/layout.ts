import { describeValue } from '../tensor/describe-value'
import {
  addDimensions,
  type Dimension,
  equalDimensions,
  formatDimension,
  subtractDimensions,
} from '../tensor/dimension'
import { mistake } from '../tensor/mistake'
import { assertHasShape, concatShapes, equalShapes, normalizeAxis, shapeError } from '../tensor/shape'
import { isTensor, type Tensor } from '../tensor/tensor'
import { apply, defineOp, notATensor, sameDType } from './apply'
import { reshape } from './reshape'

export const transposeOp = defineOp<'transpose', { order: readonly number[] }>({
  name: 'transpose',
  infer: ([x], { order }) => [{ shape: order.map((axis) => x!.shape[axis]!), dtype: x!.dtype }],
  gradient: ({ attributes: { order }, gradient }) => [
    transpose(
      gradient,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ],
})

/** Axes in another order; without one, the last two are swapped. */
export function transpose(x: Tensor, order?: readonly number[]): Tensor {
  assertHasShape('transpose', x.shape)
  const axes = x.shape.map((_, axis) => axis)
  const wanted = order?.map((axis) => normalizeAxis('transpose', axis, x.shape)) ?? swapLastTwo(x, axes)
  if (wanted.length !== axes.length || new Set(wanted).size !== axes.length) {
    throw shapeError(
      'transpose',
      [x.shape],
      `the order [${order}] does not name every axis once.`,
      `Use each of 0 to ${axes.length - 1} once.`,
    )
  }
  return wanted.every((axis, i) => axis === i) ? x : apply(transposeOp, [x], { order: wanted })
}

function swapLastTwo(x: Tensor, axes: readonly number[]): number[] {
  if (axes.length < 2)
    throw shapeError(
      'transpose',
      [x.shape],
      'there are no two axes to swap.',
      'Pass a tensor of rank 2 or more.',
    )
  return [...axes.slice(0, -2), axes.length - 1, axes.length - 2]
}

export const sliceOp = defineOp<'slice', { starts: readonly Dimension[]; ends: readonly Dimension[] }>({
  name: 'slice',
  infer: ([x], { starts, ends }) => [
    { shape: starts.map((start, axis) => subtractDimensions(ends[axis]!, start)), dtype: x!.dtype },
  ],
  gradient: ({ inputs: [x], attributes: { starts, ends }, gradient }) => [
    pad(
      gradient,
      starts,
      ends.map((end, axis) => subtractDimensions(x!.shape[axis]!, end)),
    ),
  ],
})

/** The elements from `start` up to, not including, `end` along `axis`; negative numbers count from the end. */
export function slice(x: Tensor, axis: number, start: Dimension, end?: Dimension): Tensor {
  const at = normalizeAxis('slice', axis, x.shape)
  const size = x.shape[at]!
  const fromFront = (index: Dimension) =>
    typeof index === 'number' && index < 0 ? addDimensions(size, index) : index
  const first = fromFront(start)
  const last = end === undefined ? size : fromFront(end)
  const numeric = [first, last, size].every((d) => typeof d === 'number')
  if (numeric && !(0 <= Number(first) && Number(first) <= Number(last) && Number(last) <= Number(size))) {
    throw shapeError(
      'slice',
      [x.shape],
      `${start} to ${end ?? 'the end'} does not lie inside axis ${axis}.`,
      `Use 0 ≤ start ≤ end ≤ ${formatDimension(size)}.`,
    )
  }
  if (equalDimensions(first, 0) && equalDimensions(last, size)) return x
  return apply(sliceOp, [x], {
    starts: x.shape.map((_, i) => (i === at ? first : 0)),
    ends: x.shape.map((dimension, i) => (i === at ? last : dimension)),
  })
}

export const padOp = defineOp<'pad', { low: readonly Dimension[]; high: readonly Dimension[] }>({
  name: 'pad',
  infer: ([x], { low, high }) => [
    {
      shape: x!.shape.map((d, axis) => addDimensions(addDimensions(low[axis]!, d), high[axis]!)),
      dtype: x!.dtype,
    },
  ],
  gradient: ({ inputs: [x], attributes: { low }, gradient }) => [
    apply(sliceOp, [gradient], {
      starts: low,
      ends: x!.shape.map((d, axis) => addDimensions(low[axis]!, d)),
    }),
  ],
})

/** Zeros put before (`low`) and after (`high`) the elements of each axis. */
export function pad(x: Tensor, low: readonly Dimension[], high: readonly Dimension[]): Tensor {
  if (low.length !== x.rank || high.length !== x.rank) {
    throw shapeError(
      'pad',
      [x.shape],
      'low and high need one number for each axis.',
      `Pass ${x.rank} of each.`,
    )
  }
  return [...low, ...high].every((d) => equalDimensions(d, 0)) ? x : apply(padOp, [x], { low, high })
}

export const concatOp = defineOp<'concat', { axis: number }>({
  name: 'concat',
  infer: (inputs, { axis }) => [
    {
      shape: concatShapes(
        'concat',
        inputs.map(({ shape }) => shape),
        axis,
      ),
      dtype: sameDType('concat', inputs),
    },
  ],
  gradient: ({ inputs, attributes: { axis }, gradient }) => {
    let end: Dimension = 0
    return inputs.map(({ shape }) => {
      const start = end
      end = addDimensions(start, shape[axis]!)
      return slice(gradient, axis, start, end)
    })
  },
})

/** Tensors joined along an existing axis. */
export function concat(pieces: readonly Tensor[], axis = 0): Tensor {
  assertPieces('concat', pieces)
  const [first] = pieces
  const attributes = { axis: first ? normalizeAxis('concat', axis, first.shape) : 0 }
  return pieces.length === 1 ? first! : apply(concatOp, pieces, attributes)
}

/** Tensors of one shape joined along a new axis. */
export function stack(pieces: readonly Tensor[], axis = 0): Tensor {
  assertPieces('stack', pieces)
  const [first] = pieces
  const other = pieces.find(({ shape }) => !equalShapes(shape, first!.shape))
  if (other) {
    throw shapeError(
      'stack',
      [first!.shape, other.shape],
      'the pieces differ in shape.',
      'Give them one shape (slice or pad them), or join them along an axis that they have: concat([a, b], axis).',
    )
  }
  return concat(
    pieces.map((piece) => expandDimensions(piece, axis)),
    axis,
  )
}

function assertPieces(op: string, pieces: readonly Tensor[]): void {
  if (!Array.isArray(pieces)) {
    throw mistake('invalid-data', {
      what: `${op}: its first argument is ${describeValue(pieces)}, not an array of tensors.`,
      fix: `Put them into an array: ${op}([a, b], axis).`,
    })
  }
  const odd = pieces.findIndex((piece) => !isTensor(piece))
  if (odd >= 0) throw notATensor(op, odd, pieces[odd])
}

/** A new axis of size 1 at position `axis` of the result. */
export function expandDimensions(x: Tensor, axis: number): Tensor {
  assertHasShape('expandDimensions', x.shape)
  const at = axis < 0 ? axis + x.rank + 1 : axis
  if (!Number.isInteger(at) || at < 0 || at > x.rank) {
    throw shapeError(
      'expandDimensions',
      [x.shape],
      `there is no place ${axis}.`,
      `Use ${-x.rank - 1} to ${x.rank}.`,
    )
  }
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)])
}
