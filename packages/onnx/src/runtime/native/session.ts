import { foreignMemory, throwIfAborted } from '../boundary'
import { breathe } from '../breathe'
import type { Binding, RunOptions, Session } from '../runtime'
import { checkBindings, type ModelSignature } from '../signature'
import { callAsync, check, type Environment } from './environment'
import { NativeMemory } from './memory'
import { NameArray } from './name-array'
import { Pace } from './pace'
import type { SessionHandle } from './session-handle'
import { Words } from './words'

/**
 * A session of the C API. Runs happen on a thread of the pool, so that the event loop stays free; those that have
 * turned out to be short happen on the calling thread.
 */
export class NativeSession implements Session {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly #environment: Environment
  readonly #handle: SessionHandle
  readonly #signature: ModelSignature
  readonly #name: string
  readonly #inputNames: NameArray
  readonly #outputNames: NameArray
  readonly #feeds: Words
  readonly #fetches: Words
  readonly #pace = new Pace()

  constructor(environment: Environment, handle: SessionHandle, signature: ModelSignature, name: string) {
    this.#environment = environment
    this.#handle = handle
    this.#signature = signature
    this.#name = name
    this.inputs = signature.inputs.map((input) => input.name)
    this.outputs = signature.outputs.map((output) => output.name)
    this.#inputNames = new NameArray(this.inputs)
    this.#outputNames = new NameArray(this.outputs)
    this.#feeds = new Words(this.inputs.length)
    this.#fetches = new Words(this.outputs.length)
    forgotten.register(this, handle, this)
  }

  async run(
    feeds: readonly Binding[],
    fetches: readonly Binding[],
    { signal, isFixedWork = false }: RunOptions = {},
  ): Promise<void> {
    this.#handle.throwIfReleased()
    checkBindings(this.#signature, feeds, fetches, this.#name)
    const feedMemories = feeds.map((feed) => this.#own(feed.memory))
    const fetchMemories = fetches.map((fetch) => this.#own(fetch.memory))
    throwIfAborted(signal, this.#name)
    const { turn } = this.#handle
    const { longCalls } = this.#environment
    await turn.enter()
    await longCalls.enter()
    const held: NativeMemory[] = []
    try {
      throwIfAborted(signal, this.#name)
      hold(feeds, feedMemories, this.#feeds, held)
      hold(fetches, fetchMemories, this.#fetches, held)
      const bytes = held.reduce((sum, { byteLength }) => sum + byteLength, 0)
      const here = isFixedWork && this.#pace.isShort(bytes)
      if (here) await breathe()
      await this.#runHeld({ bytes, here, signal })
    } finally {
      for (const memory of held) memory.values.letGo() // also keeps every memory referenced until here
      longCalls.leave()
      turn.leave()
    }
  }

  async release(): Promise<void> {
    forgotten.unregister(this)
    await this.#handle.release()
  }

  async #runHeld({ bytes, here, signal }: HeldRun): Promise<void> {
    const { api } = this.#environment
    const { session } = this.#handle
    const runOptions = this.#handle.runOptionsFor(bytes)
    let terminated = false
    const terminate = () => {
      terminated = true
      const status = api.runOptionsSetTerminate(runOptions)
      if (status) api.releaseStatus(status) // then the run goes on to its end, and is rejected all the same
    }
    signal?.addEventListener('abort', terminate, { once: true })
    try {
      const call = [
        session,
        runOptions,
        this.#inputNames.address,
        this.#feeds.address,
        this.inputs.length,
        this.#outputNames.address,
        this.outputs.length,
        this.#fetches.address,
      ] as const
      const start = performance.now()
      const status = here ? api.run(...call) : await callAsync(api.run, ...call)
      this.#pace.note(bytes, performance.now() - start)
      this.#handle.ran()
      if (terminated && status) api.releaseStatus(status)
      throwIfAborted(signal, this.#name)
      check(api, status, this.#name)
    } finally {
      signal?.removeEventListener('abort', terminate)
      if (terminated) check(api, api.runOptionsUnsetTerminate(runOptions), this.#name)
    }
  }

  #own(memory: unknown): NativeMemory {
    if (!(memory instanceof NativeMemory)) throw foreignMemory(this.#name)
    memory.checkUsable()
    return memory
  }
}

interface HeldRun {
  /** Of all tensors together. */
  readonly bytes: number
  /** On the calling thread. */
  readonly here: boolean
  readonly signal: AbortSignal | undefined
}

const forgotten = new FinalizationRegistry<SessionHandle>((handle) => {
  handle.release().catch(() => {}) // only a profile can fail to be written, and nobody is left to tell
})

/** Takes the values of `bindings` for a run and writes their pointers into `pointers`. */
function hold(
  bindings: readonly Binding[],
  memories: readonly NativeMemory[],
  pointers: Words,
  held: NativeMemory[],
): void {
  for (let index = 0; index < memories.length; index += 1) {
    const binding = bindings[index]
    const memory = memories[index]
    if (!binding || !memory) continue
    memory.checkUsable() // it may have been freed while the run waited
    pointers.values[index] = BigInt(memory.values.hold(binding.elementType, binding.shape))
    held.push(memory)
  }
}
