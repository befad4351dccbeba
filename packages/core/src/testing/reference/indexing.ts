import { indexOutside } from '../../ops/index-outside'
import { elementCount } from '../../tensor/shape'
import type { Elements } from './elements'
import type { Kernel } from './kernel'
import { forEachIndex, positionOf } from './positions'

function indexAt(operation: string, indices: Elements, place: readonly number[], size: number): number {
  const index = indices.data[positionOf(place, indices.shape)]!
  if (index >= 0 && index < size) return index
  if (index < 0 && index >= -size) return index + size
  throw indexOutside({ operation, index, place: [...place], size })
}

/** Splits an index of gather's result (or of scatterAdd's updates) into the parts around the indices' axes. */
const split = (index: readonly number[], axis: number, rank: number) => ({
  before: index.slice(0, axis),
  at: index.slice(axis, axis + rank),
  after: index.slice(axis + rank),
})

export const gather: Kernel<'gather'> = ({ inputs: [x, indices], shape, attributes: { axis } }) => {
  const out = new Float64Array(elementCount(shape))
  forEachIndex(shape, (index, position) => {
    const { before, at, after } = split(index, axis, indices!.shape.length)
    const from = indexAt('gather', indices!, at, x!.shape[axis]!)
    out[position] = x!.data[positionOf([...before, from, ...after], x!.shape)]!
  })
  return out
}

export const scatterAdd: Kernel<'scatterAdd'> = ({
  inputs: [indices, updates],
  shape,
  attributes: { axis },
}) => {
  const out = new Float64Array(elementCount(shape))
  forEachIndex(updates!.shape, (index, position) => {
    const { before, at, after } = split(index, axis, indices!.shape.length)
    const to = positionOf([...before, indexAt('scatterAdd', indices!, at, shape[axis]!), ...after], shape)
    out[to]! += updates!.data[position]!
  })
  return out
}

export const takeAlong: Kernel<'takeAlong'> = ({ inputs: [x, indices], shape, attributes: { axis } }) => {
  const out = new Float64Array(elementCount(shape))
  forEachIndex(shape, (index, position) => {
    const from = indexAt('takeAlong', indices!, index, x!.shape[axis]!)
    out[position] = x!.data[positionOf(replaced(index, axis, from), x!.shape)]!
  })
  return out
}

export const scatterAddAlong: Kernel<'scatterAddAlong'> = ({
  inputs: [indices, updates],
  shape,
  attributes: { axis },
}) => {
  const out = new Float64Array(elementCount(shape))
  forEachIndex(updates!.shape, (index, position) => {
    const to = indexAt('scatterAddAlong', indices!, index, shape[axis]!)
    out[positionOf(replaced(index, axis, to), shape)]! += updates!.data[position]!
  })
  return out
}

const replaced = (index: readonly number[], axis: number, value: number): number[] =>
  index.map((i, at) => (at === axis ? value : i))
