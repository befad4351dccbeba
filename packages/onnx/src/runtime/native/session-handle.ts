import { Gate } from '@graftjs/base'
import koffi from 'koffi'
import { sessionReleased } from '../boundary'
import { unwantedOptimizers } from '../optimizers'
import type { Pointer } from './api'
import { callAsync, check, type Environment } from './environment'
import { NameArray } from './name-array'
import { returnMemory, trimMemory } from './return-memory'
import { Words } from './words'

export interface LoadOptions {
  /** Named in errors. */
  readonly name: string
  readonly threads: number
  readonly profile: string | undefined
  /** Elements of the model's constants, by name, which are read until it is loaded. */
  readonly constants: ReadonlyMap<string, Pointer>
}

const allOptimizations = 99
const spinKey = 'session.intra_op.spin_duration_us'
/**
 * Microseconds for which a thread looks for work before it sleeps. Waking it costs 0.06 ms of a short run, and in a
 * loop as much for each of its steps, whose graph is a run of its own (an LSTM's gradients: 9.0 ms where threads sleep
 * at the end of every run, 5.8 where they do not). Left to itself it spins longer than that, and takes the
 * core from what follows a run: kernels of our own, masks, JavaScript.
 */
const SPIN = 500
/**
 * The same where weights are constants, which is for predictions: between two batches there is JavaScript of about as long
 * as the above, and threads fall asleep when they are wanted (MobileNetV2, 40 batches of 8 in a row: 18.5 ms each with 500,
 * 17.3 with 50).
 */
const SPIN_TO_PREDICT = 50
const unwantedKey = 'optimization.disable_specified_optimizers'

interface RunOptions {
  readonly first: Pointer
  readonly later: Pointer
}

/**
 * The first run notes what memory is needed when, and the later ones take all of it at once. What the first one took
 * bit by bit is of no use any more: given back, a step of MiniLM takes 1,269 MB at most, else 1,668.
 */
const shrinkKey = 'memory.enable_memory_arena_shrinkage'
/** Bytes of inputs and outputs below which it is not much, and a run of larger tensors would take it again. */
const WORTH_GIVING_BACK = 2 ** 25

/** The pointers of a session, released exactly once: a released handle in a C call crashes the process. */
export class SessionHandle {
  readonly session: Pointer
  /** Held during a run: one is in flight per session, and none while it is released. */
  readonly turn = new Gate(1)
  readonly #environment: Environment
  readonly #options: LoadOptions
  readonly #runOptions: RunOptions
  #hasRun = false
  #released: Promise<void> | undefined

  private constructor(
    environment: Environment,
    session: Pointer,
    runOptions: RunOptions,
    options: LoadOptions,
  ) {
    this.#environment = environment
    this.session = session
    this.#runOptions = runOptions
    this.#options = options
  }

  /** Loads and optimises the model on a thread of the pool. */
  static async load(
    environment: Environment,
    model: Uint8Array,
    options: LoadOptions,
  ): Promise<SessionHandle> {
    const { api, handle } = environment
    const out = new Words(1)
    const made = (status: Pointer): bigint => {
      check(api, status, options.name)
      return out.value
    }
    const settings = made(api.createSessionOptions(out.address))
    try {
      check(api, api.setGraphOptimizationLevel(settings, allOptimizations), options.name)
      check(api, api.setIntraOpNumThreads(settings, options.threads), options.name)
      check(api, api.setInterOpNumThreads(settings, 1), options.name)
      const spin = options.constants.size > 0 ? SPIN_TO_PREDICT : SPIN
      check(api, api.addSessionConfigEntry(settings, spinKey, String(spin)), options.name)
      check(api, api.addSessionConfigEntry(settings, unwantedKey, unwantedOptimizers), options.name)
      const names = new NameArray([...options.constants.keys()])
      const values = pointersTo(options.constants.values())
      check(
        api,
        api.addExternalInitializers(settings, names.address, values.address, options.constants.size),
        options.name,
      )
      if (options.profile) check(api, api.enableProfiling(settings, options.profile), options.name)
      // ONNX Runtime copies what it keeps; `model` stays referenced until the call has returned.
      const address = koffi.address(model)
      const session = made(
        await callAsync(api.createSessionFromArray, handle, address, model.byteLength, settings, out.address),
      )
      if (options.constants.size > 0) trimMemory()
      const [first, later] = [0, 1].map(() => made(api.createRunOptions(out.address)))
      check(api, api.addRunConfigEntry(first!, shrinkKey, 'cpu:0'), options.name)
      return new SessionHandle(environment, session, { first: first!, later: later! }, options)
    } finally {
      api.releaseSessionOptions(settings)
    }
  }

  /** Of the run that has the turn, over so many bytes of tensors. */
  runOptionsFor(bytes: number): Pointer {
    const { first, later } = this.#runOptions
    return this.#hasRun || bytes < WORTH_GIVING_BACK ? later : first
  }

  /** Told after every run. */
  ran(): void {
    this.#hasRun = true
  }

  get isReleased(): boolean {
    return this.#released !== undefined
  }

  throwIfReleased(): void {
    if (this.isReleased) throw sessionReleased(this.#options.name)
  }

  /** Waits for the runs before it, then releases. */
  release(): Promise<void> {
    this.#released ??= this.#release()
    return this.#released
  }

  async #release(): Promise<void> {
    const { api, allocator } = this.#environment
    await this.turn.enter()
    try {
      if (this.#options.profile) {
        const path = new Words(1)
        check(api, api.sessionEndProfiling(this.session, allocator, path.address), this.#options.name)
        check(api, api.allocatorFree(allocator, path.value), this.#options.name)
      }
    } finally {
      for (const runOptions of Object.values(this.#runOptions)) api.releaseRunOptions(runOptions)
      api.releaseSession(this.session)
      returnMemory()
      this.turn.leave()
    }
  }
}

function pointersTo(values: Iterable<Pointer>): Words {
  const pointers = [...values]
  const words = new Words(pointers.length)
  for (const [index, pointer] of pointers.entries()) words.values[index] = BigInt(pointer)
  return words
}
