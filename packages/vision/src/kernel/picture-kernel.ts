import { kernelBase64 } from './generated/kernel'

/** What `assembly/index.ts` exports. */
export interface PictureKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  readonly heap: { readonly value: number }
  packPairs(weights: number, positions: number, stride: number, pairs: number): void
  alongRows(
    input: number,
    inputRow: number,
    rows: number,
    output: number,
    width: number,
    first: number,
    count: number,
    pairs: number,
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
  flipRows(input: number, width: number, height: number, output: number): void
  numbersOf(input: number, area: number, levels: number, red: number, green: number, blue: number): void
}

/** The part of the platform's WebAssembly that is used here; TypeScript declares it for browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: PictureKernel }
  validate(bytes: Uint8Array): boolean
}

const PAGE = 65_536
/** The kernel's memory never shrinks again, so larger pictures are left to the plain code. */
const MOST_BYTES = 128 * 2 ** 20
/** Vectors reach this far beyond what they are for. */
const MARGIN = 16

let instance: { readonly kernel: PictureKernel | undefined } | undefined

/** Undefined where the platform lacks vector instructions. */
export function pictureKernel(): PictureKernel | undefined {
  if (!instance) {
    const bytes = Uint8Array.from(atob(kernelBase64), (character) => character.charCodeAt(0))
    const usable = typeof WebAssembly === 'object' && WebAssembly.validate(bytes)
    instance = {
      kernel: usable ? new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports : undefined,
    }
  }
  return instance.kernel
}

/** Gives out places of the kernel's memory, one after the other, for one piece of work. */
export class Places {
  #end: number

  constructor(private readonly kernel: PictureKernel) {
    this.#end = kernel.heap.value
  }

  take(bytes: number): number {
    const place = this.#end + MARGIN
    this.#end = place + Math.ceil((bytes + MARGIN) / MARGIN) * MARGIN
    return place
  }

  /** The memory with all places in it; undefined where it would become too large. */
  open(): Uint8Array | undefined {
    if (this.#end > MOST_BYTES) return undefined
    const missing = this.#end - this.kernel.memory.buffer.byteLength
    if (missing > 0) this.kernel.memory.grow(Math.ceil(missing / PAGE))
    return new Uint8Array(this.kernel.memory.buffer)
  }
}
