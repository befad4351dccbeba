import { checkByteLength, checkModel, checkRange, foreignMemory, runtimeClosed } from '../boundary'
import type { Binding, Memory, Runtime, SessionOptions } from '../runtime'
import { Channel } from './channel'
import { BindingMemory } from './memory'
import type { TensorRequest } from './protocol'
import { BindingSession } from './session'

export interface BindingRuntimeOptions {
  readonly threads: number
}

const place = 'binding runtime'

/**
 * onnxruntime-node's own binding in a child process: the fallback. Not in this process, because a run blocks its
 * thread there and ending a worker during one aborts the process. State lives in the child; only what is read
 * crosses over. CPU; no bfloat16.
 */
export class BindingRuntime implements Runtime {
  readonly kind = 'binding'
  readonly hasWasmMemory = false
  readonly device = 'cpu'
  readonly version: string
  readonly threads: number
  readonly #channel: Channel
  readonly #sessions = new Set<WeakRef<BindingSession>>()
  #nextId = 1
  #closed: Promise<void> | undefined

  private constructor(channel: Channel, version: string, options: BindingRuntimeOptions) {
    this.#channel = channel
    this.version = version
    this.threads = options.threads
  }

  /** Starts the child. Errors: `device-unavailable` where its program is absent; `engine-failure` where it dies. */
  static async start(options: BindingRuntimeOptions): Promise<BindingRuntime> {
    const channel = new Channel()
    const { version } = await channel.request('hello', undefined, place)
    return new BindingRuntime(channel, version, options)
  }

  /** The child's process id. */
  get pid(): number | undefined {
    return this.#channel.pid
  }

  async createSession(model: Uint8Array, options: SessionOptions = {}): Promise<BindingSession> {
    this.#checkOpen()
    const name = options.name ?? 'session'
    checkModel(model, name)
    const id = this.#nextId++
    const request = {
      session: id,
      model,
      threads: options.threads ?? this.threads,
      profile: options.profile,
      constants: this.#requestsOf(options.constants ?? {}),
    }
    const signature = await this.#channel.request('create', request, name)
    const session = new BindingSession(this.#channel, id, signature, name)
    for (const other of this.#sessions) if (!other.deref()) this.#sessions.delete(other)
    this.#sessions.add(new WeakRef(session))
    return session
  }

  allocate(byteLength: number): BindingMemory {
    this.#checkOpen()
    checkByteLength(byteLength, place)
    const memory = new BindingMemory(this.#nextId++, byteLength)
    forgotten.register(memory, { channel: this.#channel, id: memory.id }, memory)
    // If the child cannot allocate it, whatever uses the memory next says so.
    this.#channel.request('allocate', { memory: memory.id, byteLength }, place).catch(() => {})
    return memory
  }

  adopt(bytes: Uint8Array): BindingMemory {
    const memory = this.allocate(bytes.byteLength)
    this.#channel.request('write', { memory: memory.id, offset: 0, bytes }, place).catch(() => {}) // as above
    return memory
  }

  async write(memory: Memory, bytes: Uint8Array, offset = 0): Promise<void> {
    const { id } = this.#own(memory)
    checkRange(offset, bytes.byteLength, memory, place)
    await this.#channel.request('write', { memory: id, offset, bytes }, place)
  }

  async read(memory: Memory, byteLength = memory.byteLength): Promise<Uint8Array> {
    const { id } = this.#own(memory)
    checkRange(0, byteLength, memory, place)
    const bytes = await this.#channel.request('read', { memory: id, byteLength }, place)
    return new Uint8Array(bytes) // at offset 0 of its own buffer, and no Buffer
  }

  free(memory: Memory): void {
    if (!(memory instanceof BindingMemory) || !memory.markFreed()) return
    forgotten.unregister(memory)
    this.#channel.request('free', { memory: memory.id }, place).catch(() => {}) // a dead child holds nothing
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    const released = [...this.#sessions].map((session) => session.deref()?.release())
    await Promise.allSettled(released) // a child that died needs no release
    await this.#channel.close()
  }

  #requestsOf(bindings: Readonly<Record<string, Binding>>): Record<string, TensorRequest> {
    return Object.fromEntries(
      Object.entries(bindings).map(([name, { memory, elementType, shape }]) => [
        name,
        { memory: this.#own(memory).id, elementType, shape },
      ]),
    )
  }

  #own(memory: Memory): BindingMemory {
    this.#checkOpen()
    if (memory instanceof BindingMemory) {
      memory.checkUsable()
      return memory
    }
    throw foreignMemory(place)
  }

  #checkOpen(): void {
    if (this.#closed) throw runtimeClosed(place)
  }
}

const forgotten = new FinalizationRegistry<{ channel: Channel; id: number }>(({ channel, id }) => {
  channel.request('free', { memory: id }, 'forgotten memory').catch(() => {}) // the child may be gone
})
