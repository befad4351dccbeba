import type { Picture } from '../pictures/picture'
import { kernelBase64 } from './generated/kernel'
import { type Passes, rowsRead } from './plain-passes'
import type { Taps } from './resampling'

/** What `assembly/resize.ts` exports. */
interface ResizeKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  readonly heap: { readonly value: number }
  alongRows(
    input: number,
    inputRow: number,
    rows: number,
    output: number,
    width: number,
    first: number,
    count: number,
    weights: number,
    stride: number,
  ): void
  acrossRows(
    input: number,
    rowLength: number,
    output: number,
    height: number,
    firstRow: number,
    first: number,
    count: number,
    weights: number,
    stride: number,
  ): void
}

/** The part of the platform's WebAssembly that is used here; TypeScript declares it for browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: ResizeKernel }
  validate(bytes: Uint8Array): boolean
}

const PAGE = 65_536
/** The kernel's memory never shrinks again, so larger pictures are left to the plain code. */
const MOST_BYTES = 128 * 2 ** 20
/** Vectors reach this far beyond what they are for. */
const MARGIN = 16

let instance: { readonly kernel: ResizeKernel | undefined } | undefined

function resizeKernel(): ResizeKernel | undefined {
  if (!instance) {
    const bytes = Uint8Array.from(atob(kernelBase64), (character) => character.charCodeAt(0))
    const usable = typeof WebAssembly === 'object' && WebAssembly.validate(bytes)
    instance = {
      kernel: usable ? new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports : undefined,
    }
  }
  return instance.kernel
}

/** As `plainPasses`, with vector instructions; undefined where the platform lacks them or the picture is too large. */
export function kernelPasses(picture: Picture, passes: Passes): Uint8Array | undefined {
  const kernel = resizeKernel()
  if (!kernel) return undefined
  const { width, height, columns, rows, rowsFirst } = passes
  const { firstRow, lastRow } = rowsRead(passes, picture)
  const read = lastRow - firstRow
  const inputRow = picture.width * 3
  const between = columns && rows ? (rowsFirst ? height * inputRow : read * width * 3) : 0
  const places = new Places(kernel.heap.value)
  const input = places.take(read * inputRow)
  const middle = places.take(between)
  const output = places.take(width * height * 3)
  const [along, across] = [columns && placesOf(places, columns), rows && placesOf(places, rows)]
  if (places.end > MOST_BYTES) return undefined
  const missing = places.end - kernel.memory.buffer.byteLength
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE))
  const bytes = new Uint8Array(kernel.memory.buffer)
  bytes.set(picture.pixels.subarray(firstRow * inputRow, lastRow * inputRow), input)
  const columnsPass = (from: number, lines: number, to: number) => {
    if (!columns || !along) return
    write(bytes, along, columns)
    kernel.alongRows(
      from,
      inputRow,
      lines,
      to,
      width,
      along.first,
      along.count,
      along.weights,
      columns.stride,
    )
  }
  const rowsPass = (from: number, length: number, to: number) => {
    if (!rows || !across) return
    write(bytes, across, rows)
    kernel.acrossRows(
      from,
      length,
      to,
      height,
      firstRow,
      across.first,
      across.count,
      across.weights,
      rows.stride,
    )
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

/** Gives out places of the memory, one after the other. */
class Places {
  constructor(public end: number) {}

  take(bytes: number): number {
    const place = this.end
    this.end += Math.ceil((bytes + MARGIN) / MARGIN) * MARGIN
    return place
  }
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

function write(bytes: Uint8Array, places: TapPlaces, taps: Taps): void {
  for (const name of ['first', 'count', 'weights'] as const) {
    const { buffer, byteOffset, byteLength } = taps[name]
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), places[name])
  }
}
