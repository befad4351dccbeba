import { kernelBase64 } from './generated/kernel'

/** What `assembly/random.ts` exports. */
export interface RandomKernel {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly blocks: { readonly value: number }
  readonly wordsAt: { readonly value: number }
  readonly maskAt: { readonly value: number }
  words(key0: number, key1: number, lane: number, firstBlock: number, blocks: number): void
  keepMask(
    key0: number,
    key1: number,
    lane: number,
    firstBlock: number,
    blocks: number,
    highest: number,
    kept: number,
  ): void
}

/** The part of the platform's WebAssembly that is used here; TypeScript declares it for browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: RandomKernel }
  validate(bytes: Uint8Array): boolean
}

/** The kernel's WebAssembly, or undefined where the platform has none or lacks its vector instructions. */
export function kernelBytes(): Uint8Array | undefined {
  const bytes = Uint8Array.from(atob(kernelBase64), (character) => character.charCodeAt(0))
  return typeof WebAssembly === 'object' && WebAssembly.validate(bytes) ? bytes : undefined
}

let instance: { readonly kernel: RandomKernel | undefined } | undefined

/** This thread's kernel; undefined where the plain code has to do the work. */
export function randomKernel(): RandomKernel | undefined {
  if (!instance) {
    const bytes = kernelBytes()
    const kernel = bytes && new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports
    instance = { kernel }
  }
  return instance.kernel
}
