import { exportsOf, type WasmMemory, type WasmModule } from '../runtime/web-assembly'
import type { KernelCall } from './kernel-worker'

/** The kernels of a module on the calling thread. */
export class Kernels {
  readonly #kernels: Readonly<
    Record<string, (from: number, to: number, ...operands: readonly number[]) => void>
  >

  constructor(module: WasmModule, memory: WasmMemory) {
    this.#kernels = exportsOf(module, { shared: { memory } })
  }

  run(calls: readonly KernelCall[]): void {
    for (const { kernel, bytes, operands } of calls) this.#kernels[`kernel${kernel}`]!(0, bytes, ...operands)
  }
}
