import { GraftError, type WorkerPool } from '@graftjs/base'
import { elementCount } from '@graftjs/core'
import { throwIfAborted } from '../runtime/boundary'
import { breathe } from '../runtime/breathe'
import type { Binding, Memory, RunOptions, Session } from '../runtime/runtime'
import { compileModule, type WasmMemory, type WasmModule } from '../runtime/web-assembly'
import { encodeKernels } from './encode-kernels'
import type { Group } from './fuse'
import type { KernelCall, KernelMessage } from './kernel-worker'
import { Kernels } from './kernels'

/** Bytes of a tensor that a worker takes at a time. */
const PIECE = 1 << 18

/** Elements of results that this thread has computed before a worker is awake. */
const SHORT = 1 << 20

export interface FusedSessionOptions {
  readonly groups: readonly Group[]
  /** Runs `kernelProgram`. */
  readonly pool: WorkerPool
  /** Makes the session that runs the same graph where kernels cannot: on tensors outside WebAssembly memory. */
  readonly plain: () => Promise<Session>
  /** Up to so many elements of results the calling thread computes itself. Default 2²⁰. */
  readonly short?: number
}

/**
 * Runs an elementwise graph by kernels of our own, one pass over its tensors where ONNX Runtime makes one for each
 * node, with the same bits. On worker threads, where it is worth waking them: each element is computed alone, so how many
 * there are changes nothing.
 */
export class FusedSession implements Pick<Session, 'run' | 'release'> {
  #plain: Promise<Session> | undefined
  #last: Promise<unknown> = Promise.resolve()

  #here: { readonly memory: WasmMemory; readonly kernels: Kernels } | undefined
  readonly #isShort: boolean

  private constructor(
    private readonly options: FusedSessionOptions,
    private readonly module: WasmModule,
    /** The number of each group's kernel. */
    private readonly kernels: readonly number[],
  ) {
    const elements = options.groups.reduce((sum, { length, outputs }) => sum + length * outputs.length, 0)
    this.#isShort = elements <= (options.short ?? SHORT)
  }

  /** Rejects where the platform lacks WebAssembly's vector instructions. */
  static async create(options: FusedSessionOptions): Promise<FusedSession> {
    const keys = options.groups.map(({ expression }) => JSON.stringify(expression))
    const distinct = [...new Set(keys)]
    const expressions = distinct.map((key) => options.groups[keys.indexOf(key)]!.expression)
    const module = await compileModule(encodeKernels(expressions))
    return new FusedSession(
      options,
      module,
      keys.map((key) => distinct.indexOf(key)),
    )
  }

  run(feeds: readonly Binding[], fetches: readonly Binding[], options: RunOptions = {}): Promise<void> {
    const run = this.#last.then(() => this.#runAlone(feeds, fetches, options))
    this.#last = run.catch(() => undefined)
    return run
  }

  async release(): Promise<void> {
    await this.#last
    await (await this.#plain)?.release()
  }

  /** The kernels on this thread. */
  #kernelsIn(memory: WasmMemory): Kernels {
    if (this.#here?.memory !== memory) this.#here = { memory, kernels: new Kernels(this.module, memory) }
    return this.#here.kernels
  }

  async #runAlone(
    feeds: readonly Binding[],
    fetches: readonly Binding[],
    options: RunOptions,
  ): Promise<void> {
    throwIfAborted(options.signal, 'session')
    const memory = commonMemory(this.options.groups, feeds, fetches)
    const done = memory && (await this.#runKernels(memory, feeds, fetches))
    if (!done) {
      this.#plain ??= this.options.plain()
      return (await this.#plain).run(feeds, fetches, options)
    }
    throwIfAborted(options.signal, 'session')
  }

  async #runKernels(
    memory: WasmMemory,
    feeds: readonly Binding[],
    fetches: readonly Binding[],
  ): Promise<boolean> {
    const { groups, pool } = this.options
    const calls = groups.map(
      ({ tensors, outputs, scalars, length }, index): KernelCall => ({
        kernel: this.kernels[index]!,
        bytes: length * 4,
        operands: [
          ...tensors.map((tensor) => offsetOf(feeds[tensor]!)),
          ...outputs.map((output) => offsetOf(fetches[output]!)),
          ...scalars.map((scalar) => numberOf(feeds[scalar]!)),
        ],
      }),
    )
    if (this.#isShort) {
      await breathe()
      this.#kernelsIn(memory).run(calls)
      return true
    }
    const next = new Int32Array(new SharedArrayBuffer(4))
    const held = [...feeds, ...fetches]
    const { module } = this
    const done = await pool.broadcast({ module, memory, calls, piece: PIECE, next } satisfies KernelMessage)
    held.length = 0 // until here, whatever became of the tensors
    if (!done && next[0] !== 0) throw halfDone()
    return done
  }
}

/** The memory in which all tensors lie, as large as they should be; undefined where one does not. */
function commonMemory(
  groups: readonly Group[],
  feeds: readonly Binding[],
  fetches: readonly Binding[],
): WasmMemory | undefined {
  let common: WasmMemory | undefined
  const fits = (binding: Binding | undefined, length: number): boolean => {
    const place = binding?.memory.place
    common ??= place?.memory
    return place !== undefined && place.memory === common && isFloats(binding, length)
  }
  const all = groups.every(
    ({ tensors, outputs, scalars, length }) =>
      tensors.every((tensor) => fits(feeds[tensor], length)) &&
      outputs.every((output) => fits(fetches[output], length)) &&
      scalars.every((scalar) => isFloats(feeds[scalar], 1)),
  )
  return all ? common : undefined
}

/** Whether the bytes are there; `bytes` throws where the memory was freed. */
function isFloats(binding: Binding | undefined, length: number): boolean {
  return (
    binding?.elementType === 'float32' &&
    elementCount(binding.shape) === length &&
    (binding.memory.bytes?.byteLength ?? 0) >= length * 4
  )
}

const offsetOf = ({ memory }: Binding): number => placeOf(memory).offset

function placeOf(memory: Memory): NonNullable<Memory['place']> {
  if (memory.place) return memory.place
  throw new TypeError('a tensor in WebAssembly memory is expected here')
}

function numberOf({ memory: { bytes } }: Binding): number {
  return bytes ? new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true) : Number.NaN
}

const halfDone = (): GraftError =>
  new GraftError('engine-failure', {
    what: 'A worker thread ended while it updated tensors in place, which are now neither old nor new.',
    where: 'elementwise kernels',
    fix: 'Go on from the last checkpoint. If no memory limit ended the thread, please report this as a defect.',
  })
