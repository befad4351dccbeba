import { GraftError, WorkerPool } from '@graftjs/base'
import { throwIfAborted } from '../input/throw-if-aborted'
import type { FitContext } from '../recommender/fit-context'
import { KernelMemory } from './kernel-memory'
import { type KernelMessage, kernelProgram, NEXT, type ReleaseMessage, STOP } from './kernel-worker'
import type { KernelName, Kernels } from './kernels'
import { plainKernels } from './plain'
import { compiledKernels, kernelModule } from './web-assembly'

/** How a kernel's tasks are shared out. */
export interface Work {
  readonly tasks: number
  /** Tasks that a thread takes at a time; by default one. */
  readonly take?: number
  /** Whether the tasks must be done one after the other, by one thread. */
  readonly inOrder?: boolean
  /** About how many multiplications all tasks have: little work is sooner done than a thread is woken. */
  readonly cost: number
  /** Bytes of scratch memory that a thread needs. */
  readonly scratch?: number
  /** Is told now and then how many tasks have been begun. */
  readonly onProgress?: (begun: number) => void
}

type ArgumentsOf<Name extends KernelName> =
  Parameters<Kernels[Name]> extends [number, number, number, ...infer Rest]
    ? { readonly [Place in keyof Rest]: number | Float32Array | Float64Array | Int32Array }
    : never

/** Multiplications that take about as long as waking a thread. */
const WORTH_A_WORKER = 1 << 20
/** Milliseconds between two reports of progress. */
const REPORT = 200

let sessions = 0
const pools = new Map<number, WorkerPool>()

/**
 * Kernels at work on one memory, on worker threads, so that the event loop stays free. The result of a kernel does
 * not depend on how many threads there are.
 */
export class KernelSession {
  readonly memory = new KernelMemory()
  readonly #id = ++sessions
  readonly #module = kernelModule()
  readonly #context: Pick<FitContext, 'workers' | 'signal' | 'breathe'>
  #scratch = { address: 0, bytes: 0 }
  /** Whether workers know the memory. */
  #known = false
  /** The kernels for the calling thread. */
  #compiled: Kernels | undefined

  constructor(context: Pick<FitContext, 'workers' | 'signal' | 'breathe'>) {
    this.#context = context
  }

  /** Does all tasks of a kernel. Arrays must be of this session's memory. */
  async run<Name extends KernelName>(
    kernel: Name,
    { tasks, take = 1, inOrder = false, cost, scratch = 0, onProgress }: Work,
    ...values: ArgumentsOf<Name>
  ): Promise<void> {
    const { workers, signal } = this.#context
    throwIfAborted(signal)
    const args = values.map((value) => (typeof value === 'number' ? value : value.byteOffset))
    this.#reserve(scratch)
    const { address, bytes } = this.#scratch
    if (cost < WORTH_A_WORKER || !this.#module) return this.#runHere(kernel, tasks, args)
    this.#known = true
    const control = new Int32Array(new SharedArrayBuffer(12))
    const stop = () => Atomics.store(control, STOP, 1)
    const timer =
      onProgress && setInterval(() => onProgress(Math.min(tasks, Atomics.load(control, NEXT))), REPORT)
    signal?.addEventListener('abort', stop)
    const done = await poolOf(workers).broadcast({
      session: this.#id,
      module: this.#module,
      memory: this.memory.shared,
      kernel,
      args,
      tasks,
      take,
      limit: inOrder ? 1 : workers,
      scratch: address,
      scratchBytes: bytes,
      control,
    } satisfies KernelMessage)
    signal?.removeEventListener('abort', stop)
    clearInterval(timer)
    throwIfAborted(signal)
    if (done) return
    if (control[NEXT] !== 0) throw halfDone(kernel)
    return this.#runHere(kernel, tasks, args)
  }

  /** To be awaited between slices of work on the calling thread. */
  breathe(): Promise<void> {
    return this.#context.breathe()
  }

  /** Lets the workers forget the memory. */
  async close(): Promise<void> {
    if (this.#known)
      await poolOf(this.#context.workers).broadcast({ release: this.#id } satisfies ReleaseMessage)
  }

  async #runHere(kernel: KernelName, tasks: number, args: readonly number[]): Promise<void> {
    if (this.#module) this.#compiled ??= compiledKernels(this.#module, this.memory.shared)
    // The twins' views do not grow with the memory.
    const kernels = this.#compiled ?? plainKernels(this.memory.shared.buffer)
    // Which arguments a kernel takes was checked where `run` was called.
    const step: (...numbers: number[]) => void = kernels[kernel]
    for (let task = 0; task < tasks; task++) {
      step(this.#scratch.address, task, task + 1, ...args)
      await this.breathe()
    }
  }

  /** Scratch memory for each thread. */
  #reserve(bytes: number): void {
    if (bytes <= this.#scratch.bytes) return
    const each = Math.ceil(bytes / 64) * 64
    this.#scratch = { address: this.memory.bytes(each * this.#context.workers), bytes: each }
  }
}

function poolOf(size: number): WorkerPool {
  const pool =
    pools.get(size) ?? new WorkerPool({ name: 'recommender kernels', program: kernelProgram, data: {}, size })
  pools.set(size, pool)
  return pool
}

const halfDone = (kernel: string): GraftError =>
  new GraftError('engine-failure', {
    what: 'A worker thread ended in the middle of its work.',
    where: `kernel ${kernel}`,
    fix: 'Fit again, from the checkpoint if one was named. If no memory limit ended the thread, please report this as a defect.',
  })
