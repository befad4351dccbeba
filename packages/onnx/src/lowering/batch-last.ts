import { elementCount, type Shape, type Signature, sizeOf } from '@graftjs/core'
import { attribute } from '../model/graph'
import type { GraphWriter } from './graph-writer'
import { reshapeTo } from './layout'
import { type Taps, tapsOf } from './windows'

/**
 * Where images are small, the batch goes last: a window's element is then a long run of memory for every row of places,
 * and all places of all samples are the columns of one product.
 */

/** `[batch, channels, …size]` → `[channels, …size, batch]` */
export const batchLast = (writer: GraphWriter, x: string, rank: number): string =>
  writer.node('Transpose', [x], {
    attributes: { perm: attribute.ints([...Array.from({ length: rank - 1 }, (_, axis) => axis + 1), 0]) },
  })

/** `[channels, …size, batch]` → `[batch, channels, …size]` */
export const batchFirst = (writer: GraphWriter, x: string, rank: number): string =>
  writer.node('Transpose', [x], {
    attributes: { perm: attribute.ints([rank - 1, ...Array.from({ length: rank - 1 }, (_, axis) => axis)]) },
  })

/** What each element of the window sees of x `[batch, channels, …size]`: for each `[channels, places · batch]`. */
export function rowsOf(
  writer: GraphWriter,
  x: string,
  signature: Signature,
  taps: Omit<Taps, 'firstAxis' | 'fill'>,
): string[] {
  const [batch, channels] = signature.shape
  const turned = batchLast(writer, x, signature.shape.length)
  const row: Shape = [channels!, sizeOf([...taps.places, batch!])]
  return tapsOf(writer, turned, signature, { ...taps, fill: 0, firstAxis: 1 }).map((tap) =>
    reshapeTo(writer, tap, row),
  )
}

/** The same as one matrix `[channels · taps, places · batch]`, the taps of a channel together as in a filter. */
export function columnsOf(
  writer: GraphWriter,
  x: string,
  signature: Signature,
  taps: Omit<Taps, 'firstAxis' | 'fill'>,
): string {
  const rows = rowsOf(writer, x, signature, taps)
  if (rows.length === 1) return rows[0]!
  const [batch, channels] = signature.shape
  const length = sizeOf([...taps.places, batch!])
  const joined = writer.node(
    'Concat',
    rows.map((row) => reshapeTo(writer, row, [channels!, 1, length])),
    { attributes: { axis: attribute.int(1) } },
  )
  return reshapeTo(writer, joined, [Number(channels) * elementCount(taps.kernel), length])
}
