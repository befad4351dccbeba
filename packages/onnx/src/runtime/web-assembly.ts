/** Memory that threads share and that grows without moving. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer
  grow(pages: number): number
}

/** A compiled module, which `postMessage` shares between threads. */
export type WasmModule = object

/** The part of the platform's WebAssembly that is used here; TypeScript declares it for browsers only. */
declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory
  readonly Instance: new (module: WasmModule, imports: Imports) => { readonly exports: Exports }
  compile(bytes: Uint8Array): Promise<WasmModule>
}

interface Imports {
  readonly shared: { readonly memory: WasmMemory }
}

type Exports = Readonly<Record<string, (...numbers: readonly number[]) => void>>

/** Empty memory that can grow to `maximum` pages of 64 KiB. Throws where there is no room for them. */
export const sharedMemory = (maximum: number): WasmMemory =>
  new WebAssembly.Memory({ initial: 0, maximum, shared: true })

/** Rejects where the platform does not know an instruction of the module. */
export const compileModule = async (bytes: Uint8Array): Promise<WasmModule> => WebAssembly.compile(bytes)

/** The functions of a module over this memory, on the calling thread. */
export const exportsOf = (module: WasmModule, imports: Imports): Exports =>
  new WebAssembly.Instance(module, imports).exports
