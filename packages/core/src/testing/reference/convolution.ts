import type { ConvolutionAttributes } from '../../ops/convolution'
import type { WindowAttributes } from '../../ops/window'
import { elementCount } from '../../tensor/shape'
import type { Kernel } from './kernel'
import { forEachIndex, positionOf } from './positions'

/** Where element `tap` of the window at `place` lies in the input; undefined inside the padding. */
function sourceOf(
  place: readonly number[],
  tap: readonly number[],
  size: readonly number[],
  { strides, dilations, low }: WindowAttributes,
): number[] | undefined {
  const at = place.map((p, axis) => p * strides[axis]! + tap[axis]! * dilations[axis]! - low[axis]!)
  return at.every((i, axis) => i >= 0 && i < size[axis]!) ? at : undefined
}

/** Calls `visit` for every product of a convolution with the positions of input, filter and result. */
function forEachProduct(
  x: readonly number[],
  filter: readonly number[],
  result: readonly number[],
  attributes: ConvolutionAttributes,
  visit: (input: number, weight: number, output: number) => void,
): void {
  const perGroup = result[1]! / attributes.groups
  forEachIndex(result, ([batch, output, ...place], to) => {
    const group = Math.floor(output! / perGroup)
    forEachIndex(filter.slice(1), ([channel, ...tap], offset) => {
      const from = sourceOf(place, tap, x.slice(2), attributes)
      if (!from) return
      const input = positionOf([batch!, group * filter[1]! + channel!, ...from], x)
      visit(input, output! * elementCount(filter.slice(1)) + offset, to)
    })
  })
}

export const convolve: Kernel<'convolve'> = ({ inputs: [x, filter], shape, attributes }) => {
  const out = new Float64Array(elementCount(shape))
  forEachProduct(x!.shape, filter!.shape, shape, attributes, (input, weight, output) => {
    out[output]! += x!.data[input]! * filter!.data[weight]!
  })
  return out
}

export const convolveInput: Kernel<'convolveInput'> = ({ inputs: [result, filter], shape, attributes }) => {
  const out = new Float64Array(elementCount(shape))
  forEachProduct(shape, filter!.shape, result!.shape, attributes, (input, weight, output) => {
    out[input]! += result!.data[output]! * filter!.data[weight]!
  })
  return out
}

/** Calls `visit` for every element of every window: the position of the window's element, and of its source. */
function forEachTap(
  size: readonly number[],
  windows: readonly number[],
  kernel: readonly number[],
  window: WindowAttributes,
  visit: (element: number, source: number | undefined) => void,
): void {
  const taps: number[][] = []
  forEachIndex(kernel, (tap) => taps.push([...tap]))
  forEachIndex(windows, ([batch, channel, tap, ...place], position) => {
    const from = sourceOf(place, taps[tap!]!, size.slice(2), window)
    visit(position, from && positionOf([batch!, channel!, ...from], size))
  })
}

export const unfold: Kernel<'unfold'> = ({ inputs: [x], shape, attributes }) => {
  const out = new Float64Array(elementCount(shape)).fill(attributes.fill)
  forEachTap(x!.shape, shape, attributes.kernel, attributes, (element, source) => {
    if (source !== undefined) out[element] = x!.data[source]!
  })
  return out
}

export const fold: Kernel<'fold'> = ({ inputs: [windows], shape, attributes }) => {
  const out = new Float64Array(elementCount(shape))
  forEachTap(shape, windows!.shape, attributes.kernel, attributes, (element, source) => {
    if (source !== undefined) out[source]! += windows!.data[element]!
  })
  return out
}
