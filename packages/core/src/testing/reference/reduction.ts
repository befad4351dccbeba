import { GraftError } from '@graftjs/base'
import { elementCount } from '../../tensor/shape'
import type { Elements } from './elements'
import type { Kernel } from './kernel'
import { forEachIndex, positionOf } from './positions'

/** The numbers that each element of the result is made of, in row-major order. */
function groups({ shape, data }: Elements, axes: readonly number[]): number[][] {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  const found = Array.from({ length: elementCount(kept) }, (): number[] => [])
  forEachIndex(shape, (index, position) => {
    const at = index.map((i, axis) => (axes.includes(axis) ? 0 : i))
    found[positionOf(at, kept)]!.push(data[position]!)
  })
  return found
}

function assertNotEmpty(op: string, numbers: readonly number[]): void {
  if (numbers.length > 0) return
  throw new GraftError('shape-mismatch', {
    what: `${op}: an empty axis has no largest element.`,
    fix: 'Reduce another axis, or make sure that there is at least one element.',
  })
}

export const sum: Kernel<'sum'> = ({ inputs: [x], attributes: { axes } }) =>
  Float64Array.from(groups(x!, axes), (numbers) => numbers.reduce((total, value) => total + value, 0))

export const max: Kernel<'max'> = ({ inputs: [x], attributes: { axes } }) =>
  Float64Array.from(groups(x!, axes), (numbers) => {
    assertNotEmpty('max', numbers)
    return numbers.reduce((a, b) => Math.max(a, b))
  })

export const argMax: Kernel<'argMax'> = ({ inputs: [x], attributes: { axis } }) =>
  Float64Array.from(groups(x!, [axis]), (numbers) => {
    assertNotEmpty('argMax', numbers)
    return numbers.indexOf(numbers.reduce((a, b) => Math.max(a, b)))
  })
