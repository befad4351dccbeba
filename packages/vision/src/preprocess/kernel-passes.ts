import { Places, pictureKernel } from '../kernel/picture-kernel'
import type { Picture } from '../pictures/picture'
import { type Passes, rowsRead } from './plain-passes'
import type { Taps } from './resampling'

/** As `plainPasses`, with vector instructions; undefined where the platform lacks them or the picture is too large. */
export function kernelPasses(picture: Picture, passes: Passes): Uint8Array | undefined {
  const kernel = pictureKernel()
  if (!kernel) return undefined
  const { width, height, columns, rows, rowsFirst } = passes
  const { firstRow, lastRow } = rowsRead(passes, picture)
  const read = lastRow - firstRow
  const inputRow = picture.width * 3
  const between = columns && rows ? (rowsFirst ? height * inputRow : read * width * 3) : 0
  const places = new Places(kernel)
  const input = places.take(read * inputRow)
  const middle = places.take(between)
  const output = places.take(width * height * 3)
  const [along, across] = [columns && placesOf(places, columns), rows && placesOf(places, rows)]
  const pairs = places.take(columns ? width * Math.ceil(columns.stride / 2) * 8 : 0)
  const bytes = places.open()
  if (!bytes) return undefined
  bytes.set(picture.pixels.subarray(firstRow * inputRow, lastRow * inputRow), input)
  for (const [taps, at] of [[columns, along] as const, [rows, across] as const]) {
    if (!taps || !at) continue
    for (const name of ['first', 'count', 'weights'] as const) bytes.set(bytesOf(taps[name]), at[name])
  }
  if (columns && along) kernel.packPairs(along.weights, width, columns.stride, pairs)
  const columnsPass = (from: number, lines: number, to: number) => {
    if (!columns || !along) return
    kernel.alongRows(from, inputRow, lines, to, width, along.first, along.count, pairs, columns.stride)
  }
  const rowsPass = (from: number, length: number, to: number) => {
    if (!rows || !across) return
    const { first, count, weights } = across
    kernel.acrossRows(from, length, to, height, firstRow, first, count, weights, rows.stride)
  }
  if (columns && rows && rowsFirst) {
    rowsPass(input, inputRow, middle)
    columnsPass(middle, height, output)
  } else if (columns && rows) {
    columnsPass(input, read, middle)
    rowsPass(middle, width * 3, output)
  } else {
    columnsPass(input, read, output)
    rowsPass(input, inputRow, output)
  }
  return bytes.slice(output, output + width * height * 3)
}

interface TapPlaces {
  readonly first: number
  readonly count: number
  readonly weights: number
}

function placesOf(places: Places, { first, count, weights }: Taps): TapPlaces {
  return {
    first: places.take(first.byteLength),
    count: places.take(count.byteLength),
    weights: places.take(weights.byteLength),
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength)
