import type { WasmMemory, WasmModule } from '../runtime/web-assembly'

/** What a worker is asked to do, together with the others: to compute pieces until none is left, then to answer. */
export interface KernelMessage {
  readonly module: WasmModule
  readonly memory: WasmMemory
  readonly calls: readonly KernelCall[]
  /** Bytes of a tensor that are one piece. */
  readonly piece: number
  /** In shared memory: the number of the next piece that nobody has taken, counted over all calls. */
  readonly next: Int32Array
}

export interface KernelCall {
  /** Number of the kernel in the module. */
  readonly kernel: number
  /** Bytes of each of its tensors. */
  readonly bytes: number
  /** What the kernel takes after its range: places in the memory, and scalars. */
  readonly operands: readonly number[]
}

/** A program for a `WorkerPool`, for each `KernelMessage`. */
export const kernelProgram = `'use strict'
const { parentPort } = require('node:worker_threads')

parentPort.on('message', ({ module, memory, calls, piece, next }) => {
  const kernels = new WebAssembly.Instance(module, { shared: { memory } }).exports
  let taken = Atomics.add(next, 0, 1)
  let first = 0
  for (const { kernel, bytes, operands } of calls) {
    const end = first + Math.ceil(bytes / piece)
    for (; taken < end; taken = Atomics.add(next, 0, 1)) {
      const from = (taken - first) * piece
      kernels['kernel' + kernel](from, Math.min(from + piece, bytes), ...operands)
    }
    first = end
  }
  parentPort.postMessage(true)
})
`
