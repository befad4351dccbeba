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
    what: `${op}: an empty axis has no largest or smallest element.`,
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

export const min: Kernel<'min'> = ({ inputs: [x], attributes: { axes } }) =>
  Float64Array.from(groups(x!, axes), (numbers) => {
    assertNotEmpty('min', numbers)
    return numbers.reduce((a, b) => Math.min(a, b))
  })

export const product: Kernel<'product'> = ({ inputs: [x], attributes: { axes } }) =>
  Float64Array.from(groups(x!, axes), (numbers) => numbers.reduce((a, b) => a * b, 1))

export const argMax: Kernel<'argMax'> = ({ inputs: [x], attributes: { axis } }) =>
  Float64Array.from(groups(x!, [axis]), (numbers) => {
    assertNotEmpty('argMax', numbers)
    return numbers.indexOf(numbers.reduce((a, b) => Math.max(a, b)))
  })

export const argMin: Kernel<'argMin'> = ({ inputs: [x], attributes: { axis } }) =>
  Float64Array.from(groups(x!, [axis]), (numbers) => {
    assertNotEmpty('argMin', numbers)
    return numbers.indexOf(numbers.reduce((a, b) => Math.min(a, b)))
  })

export const cumulativeSum: Kernel<'cumulativeSum'> = ({ inputs: [x], attributes }) => {
  const { axis, reverse, exclusive } = attributes
  const out = new Float64Array(x!.data.length)
  forEachIndex(x!.shape, (index, position) => {
    const own = index[axis]!
    for (let i = 0; i < x!.shape[axis]!; i++) {
      const counts = i === own ? !exclusive : reverse ? i > own : i < own
      if (counts)
        out[position]! +=
          x!.data[
            positionOf(
              index.map((at, a) => (a === axis ? i : at)),
              x!.shape,
            )
          ]!
    }
  })
  return out
}
