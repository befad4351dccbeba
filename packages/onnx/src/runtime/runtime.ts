import type { ElementType } from '../model/element-type'
import type { WasmMemory } from './web-assembly'

export type { ElementType } from '../model/element-type'

/**
 * What Graft needs from ONNX Runtime, and no more: sessions, memory, runs. It knows no training, no op and no
 * graph. `native/` calls the C API, `binding/` drives onnxruntime-node in a child process.
 */
export interface Runtime {
  readonly kind: 'native' | 'binding' | 'web'
  /** Where kernels run, for example `cpu`. */
  readonly device: string
  /** ONNX Runtime's version. */
  readonly version: string
  /** Threads that one run uses. */
  readonly threads: number
  /** Whether `allocate` takes memory out of a WebAssembly memory, as long as that has room. */
  readonly hasWasmMemory: boolean

  /**
   * Loads and optimises a model without blocking the event loop (0.4 s for a graph of 2,000 nodes). The first
   * run of a session, or the first two, are slower than the rest.
   *
   * Errors: `engine-failure` where ONNX Runtime refuses the model.
   */
  createSession(model: Uint8Array, options?: SessionOptions): Promise<Session>

  /** Fresh memory, zeroed. On the native runtime: 64-byte aligned and shared, so that workers can fill it. */
  allocate(byteLength: number): Memory

  /**
   * Memory that starts as the caller's bytes. Native: the bytes themselves, both ways and without a copy; they
   * must not be transferred or resized afterwards. Other runtimes: a copy, taken before the call returns.
   */
  adopt(bytes: Uint8Array): Memory

  /**
   * Copies bytes into memory, `offset` (default 0) bytes from its start. Await the runs that use the memory first:
   * whether a write waits for them is the runtime's affair.
   */
  write(memory: Memory, bytes: Uint8Array, offset?: number): Promise<void>

  /** A copy of the first `byteLength` (default all) bytes of memory, likewise after the runs. */
  read(memory: Memory, byteLength?: number): Promise<Uint8Array>

  /** Gives memory back; using it afterwards throws `use-after-release`. A run in flight keeps it until it ends. */
  free(memory: Memory): void

  /** Releases every session after its runs have ended; memory is of no use afterwards. Idempotent. */
  close(): Promise<void>
}

export interface SessionOptions {
  /** What the session is for, named in errors. Default `session`. */
  readonly name?: string
  /** Threads of a run. Default: the runtime's. */
  readonly threads?: number
  /** Elements of the model's constants that are handed over, by name. They are copied. */
  readonly constants?: Readonly<Record<string, Binding>>
  /** Writes ONNX Runtime's profile (Chrome trace JSON) to this path + `_<time>.json` when the session is released. */
  readonly profile?: string
}

/** Bytes that sessions read and write, owned by one runtime. */
export interface Memory {
  readonly byteLength: number
  /** The bytes themselves, where they lie in this process. A write is seen by the next run. */
  readonly bytes?: Uint8Array
  /** Where the bytes lie in a WebAssembly memory, if they do. */
  readonly place?: WasmPlace
}

export interface WasmPlace {
  readonly memory: WasmMemory
  /** Bytes from the start of the memory. */
  readonly offset: number
}

/** A dense tensor that starts at the first byte of a memory, which may be larger than the tensor. */
export interface Binding {
  readonly memory: Memory
  readonly elementType: ElementType
  readonly shape: readonly number[]
}

export interface Session {
  /** Names of the model's inputs, in the order of `feeds`. */
  readonly inputs: readonly string[]
  /** Names of the model's outputs, in the order of `fetches`. */
  readonly outputs: readonly string[]

  /**
   * Runs once. `feeds` and `fetches` are in the order of `inputs` and `outputs`; every fetch is preallocated, all
   * shapes are known before a run. A fetch may use the memory of a feed (in place). One run is in flight per
   * session and two per process; further calls queue.
   *
   * An abort of `signal` ends the run within milliseconds (binding: lets it finish) and rejects with `aborted`;
   * the fetches then hold anything. Never pass a signal to a run that updates state in place.
   *
   * Errors: `shape-mismatch`, `dtype-mismatch`, `use-after-release`, `invalid-option` before the run;
   * `engine-failure` from ONNX Runtime; `aborted`.
   */
  run(feeds: readonly Binding[], fetches: readonly Binding[], options?: RunOptions): Promise<void>

  /** Waits for the queued runs and releases the session. Idempotent. */
  release(): Promise<void>
}

export interface RunOptions {
  readonly signal?: AbortSignal
  /**
   * The sizes of the tensors decide how long a run takes, and nothing else: a runtime may then do a run on the
   * calling thread, once runs of that size have been short. Default: false.
   */
  readonly isFixedWork?: boolean
}
