import { Gate } from '@graftjs/base'
import { foreignMemory, sessionReleased, throwIfAborted } from '../boundary'
import type { Binding, RunOptions, Session } from '../runtime'
import { checkBindings, type ModelSignature } from '../signature'
import type { Channel } from './channel'
import { BindingMemory } from './memory'
import type { TensorRequest } from './protocol'

/**
 * A session in the child process. A run cannot be interrupted there without losing all memory, so an abort lets
 * it finish and then rejects; runs that still wait are not begun.
 */
export class BindingSession implements Session {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly #channel: Channel
  readonly #id: number
  readonly #signature: ModelSignature
  readonly #name: string
  readonly #turn = new Gate(1)
  #released: Promise<void> | undefined

  constructor(channel: Channel, id: number, signature: ModelSignature, name: string) {
    this.#channel = channel
    this.#id = id
    this.#signature = signature
    this.#name = name
    this.inputs = signature.inputs.map((input) => input.name)
    this.outputs = signature.outputs.map((output) => output.name)
    forgotten.register(this, { channel, id }, this)
  }

  async run(
    feeds: readonly Binding[],
    fetches: readonly Binding[],
    { signal }: RunOptions = {},
  ): Promise<void> {
    if (this.#released) throw sessionReleased(this.#name)
    checkBindings(this.#signature, feeds, fetches, this.#name)
    this.#requests(feeds)
    this.#requests(fetches)
    throwIfAborted(signal, this.#name)
    await this.#turn.enter()
    try {
      throwIfAborted(signal, this.#name)
      const run = { session: this.#id, feeds: this.#requests(feeds), fetches: this.#requests(fetches) }
      await this.#channel.request('run', run, this.#name)
      throwIfAborted(signal, this.#name)
    } finally {
      this.#turn.leave()
    }
  }

  release(): Promise<void> {
    this.#released ??= this.#release()
    return this.#released
  }

  async #release(): Promise<void> {
    forgotten.unregister(this)
    await this.#turn.enter()
    await this.#channel.request('release', { session: this.#id }, this.#name)
  }

  #requests(bindings: readonly Binding[]): TensorRequest[] {
    return bindings.map(({ memory, elementType, shape }) => {
      if (!(memory instanceof BindingMemory)) throw foreignMemory(this.#name)
      memory.checkUsable()
      return { memory: memory.id, elementType, shape }
    })
  }
}

const forgotten = new FinalizationRegistry<{ channel: Channel; id: number }>(({ channel, id }) => {
  channel.request('release', { session: id }, 'forgotten session').catch(() => {}) // the child may be gone
})
