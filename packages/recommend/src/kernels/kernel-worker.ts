import type { KernelName } from './kernels'
import type { KernelModule, SharedMemory } from './web-assembly'

/** Places in `control`. */
export const NEXT = 0
const SLOT = 1
export const STOP = 2

/** What a worker is asked to do, together with the others: to take tasks until none is left, then to answer. */
export interface KernelMessage {
  /** Tells sessions apart; the kernels of the last one are kept ready. */
  readonly session: number
  readonly module: KernelModule
  readonly memory: SharedMemory
  readonly kernel: KernelName
  readonly args: readonly number[]
  /** How many tasks there are, and how many are taken at a time. */
  readonly tasks: number
  readonly take: number
  /** Of the workers that come first, how many may work. */
  readonly limit: number
  /** Where the scratch memory of worker 0 begins, and the bytes of each. */
  readonly scratch: number
  readonly scratchBytes: number
  /** In shared memory: the next task that nobody has taken, the workers that have come, and whether to stop. */
  readonly control: Int32Array
}

/** Lets go of a session's memory. */
export interface ReleaseMessage {
  readonly release: number
}

/** A program for a `WorkerPool`, for each `KernelMessage` and `ReleaseMessage`. */
export const kernelProgram = `'use strict'
const { parentPort } = require('node:worker_threads')
let held

function work({ session, module, memory, kernel, args, tasks, take, limit, scratch, scratchBytes, control }) {
  const slot = Atomics.add(control, ${SLOT}, 1)
  if (slot >= limit) return
  if (!held || held.session !== session) {
    held = { session, kernels: new WebAssembly.Instance(module, { env: { memory } }).exports }
  }
  const run = held.kernels[kernel]
  const own = scratch + slot * scratchBytes
  for (let first = Atomics.add(control, ${NEXT}, take); first < tasks; first = Atomics.add(control, ${NEXT}, take)) {
    if (Atomics.load(control, ${STOP}) !== 0) return
    run(own, first, Math.min(first + take, tasks), ...args)
  }
}

parentPort.on('message', (message) => {
  if ('release' in message) held = held && held.session === message.release ? undefined : held
  else work(message)
  parentPort.postMessage(true)
})
`
