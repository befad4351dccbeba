/** What the program finds in `workerData`. */
export interface MaskWorkerData {
  /** The kernel's WebAssembly. */
  readonly bytes: Uint8Array
  /** Elements of one range, a multiple of the elements of a block. */
  readonly range: number
  readonly lane: number
}

/** What a worker is asked to do, together with the others: to draw ranges until none is left, then to answer. */
export interface MaskMessage {
  readonly masks: readonly {
    readonly word0: number
    readonly word1: number
    readonly highest: number
    readonly kept: number
    /** In shared memory. */
    readonly out: Float32Array
  }[]
  /** In shared memory: the number of the next range that nobody has taken, counted over all masks. */
  readonly next: Int32Array
}

/** `fillKeepMask` as a program for a `WorkerPool`, with `MaskWorkerData` and for each `MaskMessage`. */
export const maskProgram = `'use strict'
const { parentPort, workerData } = require('node:worker_threads')
const { bytes, range, lane } = workerData
const kernel = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports
const chunk = 8 * kernel.blocks.value
const drawn = new Float32Array(kernel.memory.buffer, kernel.maskAt.value, chunk)

function fill({ word0, word1, highest, kept, out }, from, to) {
  for (let start = from; start < to; start += chunk) {
    const count = Math.min(chunk, to - start)
    kernel.keepMask(word0, word1, lane, start / 8, Math.ceil(count / 8), highest, kept)
    out.set(count < chunk ? drawn.subarray(0, count) : drawn, start)
  }
}

parentPort.on('message', ({ masks, next }) => {
  let taken = Atomics.add(next, 0, 1)
  let first = 0
  for (const mask of masks) {
    const end = first + Math.ceil(mask.out.length / range)
    for (; taken < end; taken = Atomics.add(next, 0, 1)) {
      const from = (taken - first) * range
      fill(mask, from, Math.min(from + range, mask.out.length))
    }
    first = end
  }
  parentPort.postMessage(true)
})
`
