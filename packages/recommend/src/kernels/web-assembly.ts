import { kernelsBase64 } from './generated/kernels'
import type { Kernels } from './kernels'

/** Memory that threads share and that grows without moving. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer
  grow(pages: number): number
}

/** A compiled module, which `postMessage` shares between threads. */
export type KernelModule = object

/** The part of the platform's WebAssembly that is used here; TypeScript declares it for browsers only. */
declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => SharedMemory
  readonly Module: new (bytes: Uint8Array) => KernelModule
  readonly Instance: new (
    module: KernelModule,
    imports: { env: { memory: SharedMemory } },
  ) => { readonly exports: Kernels }
  validate(bytes: Uint8Array): boolean
}

/** Bytes of a page. */
export const PAGE = 65_536

/** The most that 32-bit addresses reach: 4 GiB. */
export const MOST_PAGES = 65_536

export const sharedMemory = (pages: number): SharedMemory =>
  new WebAssembly.Memory({ initial: pages, maximum: MOST_PAGES, shared: true })

let compiled: { readonly module: KernelModule | undefined } | undefined

/** The kernels' WebAssembly; undefined where the processor lacks its vector instructions. */
export function kernelModule(): KernelModule | undefined {
  if (!compiled) {
    const bytes = Uint8Array.from(atob(kernelsBase64), (character) => character.charCodeAt(0))
    compiled = { module: WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined }
  }
  return compiled.module
}

/** The kernels on a memory, for the calling thread. */
export const compiledKernels = (module: KernelModule, memory: SharedMemory): Kernels =>
  new WebAssembly.Instance(module, { env: { memory } }).exports
