import { checkByteLength, checkModel, checkRange, foreignMemory, runtimeClosed } from '../boundary'
import type { Memory, Runtime, SessionOptions } from '../runtime'
import type { Pointer } from './api'
import { type Environment, openEnvironment } from './environment'
import { NativeMemory } from './memory'
import { NativeSession } from './session'
import { SessionHandle } from './session-handle'
import { SharedHeap } from './shared-heap'
import { readSignature } from './signature'

export interface NativeRuntimeOptions {
  readonly threads: number
}

const place = 'native runtime'

/** ONNX Runtime's C API, through koffi, in this process: nothing is copied, the event loop stays free. CPU. */
export class NativeRuntime implements Runtime {
  readonly kind = 'native'
  readonly device = 'cpu'
  readonly version: string
  readonly threads: number
  readonly #environment: Environment
  readonly #heap = SharedHeap.open()
  readonly #handles = new Set<SessionHandle>()
  #closed = false

  /** Errors: `device-unavailable` where the library is absent or of another version. */
  constructor({ threads }: NativeRuntimeOptions) {
    this.#environment = openEnvironment()
    this.version = this.#environment.api.version
    this.threads = threads
  }

  get hasWasmMemory(): boolean {
    return this.#heap !== undefined
  }

  async createSession(model: Uint8Array, options: SessionOptions = {}): Promise<NativeSession> {
    this.#checkOpen()
    const name = options.name ?? 'session'
    checkModel(model, name)
    const { longCalls } = this.#environment
    await longCalls.enter()
    const held: NativeMemory[] = []
    try {
      const constants = new Map<string, Pointer>()
      for (const [constant, { memory, elementType, shape }] of Object.entries(options.constants ?? {})) {
        const own = this.#own(memory)
        constants.set(constant, own.values.hold(elementType, shape))
        held.push(own)
      }
      const handle = await SessionHandle.load(this.#environment, model, {
        name,
        threads: options.threads ?? this.threads,
        profile: options.profile,
        constants,
      })
      try {
        this.#checkOpen() // it may have been closed meanwhile
        const signature = readSignature(this.#environment, handle.session, name)
        for (const other of this.#handles) if (other.isReleased) this.#handles.delete(other)
        this.#handles.add(handle)
        return new NativeSession(this.#environment, handle, signature, name)
      } catch (error) {
        await handle.release()
        throw error
      }
    } finally {
      for (const memory of held) memory.values.letGo()
      longCalls.leave()
    }
  }

  allocate(byteLength: number): NativeMemory {
    this.#checkOpen()
    checkByteLength(byteLength, place)
    return NativeMemory.allocate(this.#environment, byteLength, this.#heap)
  }

  adopt(bytes: Uint8Array): NativeMemory {
    this.#checkOpen()
    if (bytes.byteLength === 0) return this.allocate(0) // an empty array has no address
    return new NativeMemory(this.#environment, bytes)
  }

  async write(memory: Memory, bytes: Uint8Array, offset = 0): Promise<void> {
    const target = this.#bytesOf(memory)
    checkRange(offset, bytes.byteLength, memory, place)
    target.set(bytes, offset)
  }

  async read(memory: Memory, byteLength = memory.byteLength): Promise<Uint8Array> {
    const source = this.#bytesOf(memory)
    checkRange(0, byteLength, memory, place)
    return new Uint8Array(source.subarray(0, byteLength))
  }

  free(memory: Memory): void {
    if (memory instanceof NativeMemory) memory.free()
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#handles].map((handle) => handle.release()))
  }

  #bytesOf(memory: Memory): Uint8Array {
    this.#checkOpen()
    return this.#own(memory).bytes
  }

  #own(memory: Memory): NativeMemory {
    if (!(memory instanceof NativeMemory)) throw foreignMemory(place)
    memory.checkUsable()
    return memory
  }

  #checkOpen(): void {
    if (this.#closed) throw runtimeClosed(place)
  }
}
