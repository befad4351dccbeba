import { GraftError } from '@graftjs/base'
import { elementCount } from '../../tensor/shape'
import type { Kernel } from './kernel'
import { broadcastPositions, forEachIndex, positionOf } from './positions'

export const broadcastTo: Kernel<'broadcastTo'> = ({ inputs: [x], shape }) =>
  Float64Array.from(broadcastPositions(x!.shape, shape), (position) => x!.data[position]!)

export const reshape: Kernel<'reshape'> = ({ inputs: [x] }) => x!.data

export const transpose: Kernel<'transpose'> = ({ inputs: [x], shape, attributes: { order } }) => {
  const out = new Float64Array(elementCount(shape))
  forEachIndex(shape, (index, position) => {
    const from: number[] = []
    order.forEach((axis, i) => {
      from[axis] = index[i]!
    })
    out[position] = x!.data[positionOf(from, x!.shape)]!
  })
  return out
}

export const slice: Kernel<'slice'> = ({ inputs: [x], shape, attributes: { starts, ends }, size }) => {
  const first = starts.map(size)
  first.forEach((start, axis) => {
    const end = size(ends[axis]!)
    if (0 <= start && start <= end && end <= x!.shape[axis]!) return
    throw new GraftError('shape-mismatch', {
      what: `slice: ${start} to ${end} does not lie inside axis ${axis}, which has ${x!.shape[axis]} elements.`,
      fix: 'Use 0 ≤ start ≤ end ≤ size.',
    })
  })
  const out = new Float64Array(elementCount(shape))
  forEachIndex(shape, (index, position) => {
    const from = index.map((i, axis) => i + first[axis]!)
    out[position] = x!.data[positionOf(from, x!.shape)]!
  })
  return out
}

export const pad: Kernel<'pad'> = ({ inputs: [x], shape, attributes: { low }, size }) => {
  const before = low.map(size)
  const out = new Float64Array(elementCount(shape))
  forEachIndex(x!.shape, (index, position) => {
    const to = index.map((i, axis) => i + before[axis]!)
    out[positionOf(to, shape)] = x!.data[position]!
  })
  return out
}

export const concat: Kernel<'concat'> = ({ inputs, shape, attributes: { axis } }) => {
  const out = new Float64Array(elementCount(shape))
  let start = 0
  for (const piece of inputs) {
    forEachIndex(piece.shape, (index, position) => {
      const to = index.map((i, at) => (at === axis ? i + start : i))
      out[positionOf(to, shape)] = piece.data[position]!
    })
    start += piece.shape[axis]!
  }
  return out
}
