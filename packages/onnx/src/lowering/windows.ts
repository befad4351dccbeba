import {
  addDimensions,
  type Dimension,
  multiplyDimensions,
  type Shape,
  type Signature,
  sizeOf,
  subtractDimensions,
} from '@graftjs/core'
import { attribute } from '../model/graph'
import { transposed, type Window } from './conv-transpose'
import type { GraphWriter } from './graph-writer'
import { reshapeTo } from './layout'
import type { Lowering } from './lowering'

export interface Taps extends Window {
  readonly kernel: readonly number[]
  /** What the padding holds. */
  readonly fill: number
  /** How many places the window has along each spatial axis. */
  readonly places: Shape
  /** The first of the spatial axes. */
  readonly firstAxis: number
}

/** For each element of a window, in row-major order, what it sees at every place. */
export function tapsOf(writer: GraphWriter, x: string, { shape, dtype }: Signature, taps: Taps): string[] {
  const { kernel, strides, dilations, low, high, fill, places, firstAxis } = taps
  if ([...kernel, ...strides].every((size) => size === 1) && [...low, ...high].every((size) => size === 0)) {
    return [x]
  }
  const around = (sizes: readonly number[]): number[] => [
    ...Array.from({ length: firstAxis }, () => 0),
    ...sizes,
    ...Array.from({ length: shape.length - firstAxis - kernel.length }, () => 0),
  ]
  const padded = [...low, ...high].some((elements) => elements > 0)
    ? writer.node('Pad', [x, writer.integers([...around(low), ...around(high)]), writer.scalar(dtype, fill)])
    : x
  const axes = writer.integers(kernel.map((_, axis) => axis + firstAxis))
  return offsetsOf(kernel).map((tap) => {
    const starts = tap.map((offset, axis) => offset * dilations[axis]!)
    const ends = starts.map((start, axis) =>
      addDimensions(multiplyDimensions(subtractDimensions(places[axis]!, 1), strides[axis]!), start + 1),
    )
    return writer.node('Slice', [
      padded,
      writer.integers(starts),
      writer.shape(ends),
      axes,
      writer.integers(strides),
    ])
  })
}

/** The index of every element of a window, in row-major order. */
export const offsetsOf = (kernel: readonly number[]): number[][] =>
  kernel.reduce<number[][]>(
    (taps, size) => taps.flatMap((tap) => Array.from({ length: size }, (_, i) => [...tap, i])),
    [[]],
  )

/** The taps of a window side by side on a new axis. */
export const unfold: Lowering<'unfold'> = ({ writer, inputs: [x], operands, results, attributes }) => {
  const places = results[0]!.shape.slice(3)
  const column = [...operands[0]!.shape.slice(0, 2), 1, ...places]
  const slices = tapsOf(writer, x!, operands[0]!, { ...attributes, places, firstAxis: 2 }).map((tap) =>
    reshapeTo(writer, tap, column),
  )
  return slices.length === 1
    ? slices[0]!
    : writer.node('Concat', slices, { attributes: { axis: attribute.int(2) } })
}

/**
 * Windows that touch without overlap are put back by a transpose; all others by a ConvTranspose whose filter
 * has, for each element of the window, a single 1.
 */
export const fold: Lowering<'fold'> = ({ writer, inputs: [windows], operands, results, attributes }) => {
  const { kernel, strides, dilations, low, high, size } = attributes
  const [batch, channels, taps, ...places] = operands[0]!.shape
  const tiled =
    kernel.every((length, axis) => strides[axis] === length && dilations[axis] === 1) &&
    [...low, ...high].every((elements) => elements === 0)
  if (tiled) {
    const rank = kernel.length
    const split = reshapeTo(writer, windows!, [batch!, channels!, ...kernel, ...places])
    const order = kernel.flatMap((_, axis) => [2 + rank + axis, 2 + axis])
    const woven = writer.node('Transpose', [split], {
      attributes: { perm: attribute.ints([0, 1, ...order]) },
    })
    const covered = places.map((length, axis) => multiplyDimensions(length, kernel[axis]!))
    const joined = reshapeTo(writer, woven, [batch!, channels!, ...covered])
    const rests = size.map((length, axis) => subtractDimensions(length, covered[axis]!))
    if (rests.every((rest) => rest === 0)) return joined
    const none: Dimension[] = [0, 0, ...kernel.map(() => 0)]
    return writer.node('Pad', [
      joined,
      writer.shape([...none, 0, 0, ...rests]),
      writer.scalar(operands[0]!.dtype, 0),
    ])
  }
  const count = Number(taps)
  const ones = Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? 1 : 0))
  const filter = writer.constant(operands[0]!.dtype, [count, 1, ...kernel], ones)
  const images = reshapeTo(writer, windows!, [sizeOf([batch!, channels!]), count, ...places])
  const folded = transposed(writer, [images, filter], {
    ...{ strides, dilations, low, high, groups: 1, kernel, places, size },
  })
  return reshapeTo(writer, folded, results[0]!.shape)
}
