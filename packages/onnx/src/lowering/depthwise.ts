import { elementCount, isConcrete, type Shape, type Signature } from '@graftjs/core'
import { attribute } from '../model/graph'
import type { Window } from './conv-transpose'
import type { GraphWriter } from './graph-writer'
import { reshapeTo } from './layout'
import { product } from './matmul'
import { offsetsOf } from './windows'

/**
 * Convolutions that see every channel alone, over small images: one product for each channel, of the whole batch `[batch,
 * size]` and a matrix `[size, places]` of the filter's elements, each where a place sees it. ONNX Runtime convolves sample
 * by sample and channel by channel, which takes three to six times as long (960 channels of 3 × 3, a batch of 32: 0.4
 * against 2.0 ms for a convolution, 0.35 against 2.2 for the gradient of its filter).
 */
export interface Depthwise extends Window {
  readonly dtype: Signature['dtype']
  readonly batch: number
  readonly channels: number
  readonly kernel: readonly number[]
  readonly size: readonly number[]
  readonly places: readonly number[]
}

/** Elements of a channel's matrix up to which that pays: 5,184 do (12 × 12 at a stride of 2), 20,736 do not. */
const SMALL_MATRIX = 6_000
const LARGE_BATCH = 8

interface Convolution extends Window {
  readonly groups: number
  readonly x: Shape
  readonly filter: Shape
  readonly places: Shape
  readonly dtype: Signature['dtype']
}

/** Undefined where it is no such convolution. */
export function depthwiseOf({
  groups,
  x,
  filter,
  places,
  dtype,
  ...window
}: Convolution): Depthwise | undefined {
  if (groups === 1 || filter[0] !== groups || filter[1] !== 1) return undefined
  if (!isConcrete(x) || !isConcrete(places) || x[0]! < LARGE_BATCH) return undefined
  const size = x.slice(2)
  if (elementCount(size) * elementCount(places) > SMALL_MATRIX) return undefined
  const { strides, dilations, low, high } = window
  const kernel = filter.slice(2).map(Number)
  return { strides, dilations, low, high, dtype, batch: x[0]!, channels: groups, kernel, size, places }
}

/** `[batch, channels, …places]` */
export function depthwise(writer: GraphWriter, x: string, filter: string, of: Depthwise): string {
  const products = writer.node('MatMul', [
    channelsFirst(writer, x, of, of.size),
    matrices(writer, filter, of),
  ])
  return batchFirst(writer, products, of, of.places)
}

/** The gradient of the input, `[batch, channels, …size]`. */
export function depthwiseInput(writer: GraphWriter, result: string, filter: string, of: Depthwise): string {
  const pulls = channelsFirst(writer, result, of, of.places)
  const products = product(writer, pulls, matrices(writer, filter, of), { transposeB: true, rank: 3 })
  return batchFirst(writer, products, of, of.size)
}

/** The gradient of the filter, `[channels, 1, …kernel]`: that of the matrix, of which each element is gathered. */
export function depthwiseFilter(writer: GraphWriter, x: string, result: string, of: Depthwise): string {
  const [images, pulls] = [
    channelsFirst(writer, x, of, of.size),
    channelsFirst(writer, result, of, of.places),
  ]
  const products = product(writer, images, pulls, { transposeA: true, rank: 3 })
  const rows = reshapeTo(writer, products, [of.channels, elementCount(of.size) * elementCount(of.places)])
  const sums = product(writer, rows, positions(writer, of), { transposeB: true, rank: 2 })
  return reshapeTo(writer, sums, [of.channels, 1, ...of.kernel])
}

/** `[channels, size, places]` */
function matrices(writer: GraphWriter, filter: string, of: Depthwise): string {
  const elements = reshapeTo(writer, filter, [of.channels, elementCount(of.kernel)])
  const spread = writer.node('MatMul', [elements, positions(writer, of)])
  return reshapeTo(writer, spread, [of.channels, elementCount(of.size), elementCount(of.places)])
}

/** Where each element of the filter stands in the matrix: ones in `[taps, size · places]`. */
function positions(writer: GraphWriter, of: Depthwise): string {
  const { kernel, size, places, strides, dilations, low, dtype } = of
  const [taps, rows, columns] = [kernel, size, places].map(elementCount)
  const key = `positions ${JSON.stringify([kernel, size, places, strides, dilations, low])}`
  return writer.constant(dtype, [taps!, rows! * columns!], key, () => {
    const ones = Array.from({ length: taps! * rows! * columns! }, () => 0)
    for (const [column, place] of offsetsOf(places).entries()) {
      for (const [tap, offset] of offsetsOf(kernel).entries()) {
        const at = place.map(
          (start, axis) => start * strides[axis]! + offset[axis]! * dilations[axis]! - low[axis]!,
        )
        if (at.some((index, axis) => index < 0 || index >= size[axis]!)) continue
        const row = at.reduce((total, index, axis) => total * size[axis]! + index, 0)
        ones[(tap * rows! + row) * columns! + column] = 1
      }
    }
    return ones
  })
}

const exchange = { attributes: { perm: attribute.ints([1, 0, 2]) } }

/** `[batch, channels, …sizes]` → `[channels, batch, sizes]` */
function channelsFirst(writer: GraphWriter, x: string, { batch, channels }: Depthwise, sizes: Shape): string {
  const flat = reshapeTo(writer, x, [batch, channels, elementCount(sizes.map(Number))])
  return writer.node('Transpose', [flat], exchange)
}

function batchFirst(writer: GraphWriter, x: string, { batch, channels }: Depthwise, sizes: Shape): string {
  return reshapeTo(writer, writer.node('Transpose', [x], exchange), [batch, channels, ...sizes])
}
