import type { Worker } from 'node:worker_threads'
import { Gate } from './gate'

export interface WorkerPoolOptions {
  /** For debuggers and warnings. */
  readonly name: string
  /**
   * A CommonJS program as text, so that no file has to be found beside a bundle. It answers every message
   * with one message.
   */
  readonly program: string
  /** What the program finds in `workerData`. */
  readonly data: unknown
  /** How many workers. */
  readonly size: number
  /**
   * How many messages a worker may have that it has not answered, 1 by default. With more it never waits for the next
   * one, and must answer them in their order.
   */
  readonly inHand?: number
  /** Milliseconds without work after which the workers, and the memory that they still refer to, are let go. */
  readonly idle?: number
}

interface Member {
  readonly worker: Worker
  /** Each ends the wait for an answer. */
  readonly waiting: (() => void)[]
  /** Why the worker is no longer there. */
  ended?: unknown
}

/** A few worker threads that start with the first message and never keep the process alive by themselves. */
export class WorkerPool {
  #members: Promise<readonly Member[]> | undefined
  readonly #inHand: number
  /** Passed by every message until it is answered. */
  readonly #gate: Gate
  #timer: ReturnType<typeof setTimeout> | undefined
  #unusable = false

  constructor(private readonly options: WorkerPoolOptions) {
    this.#inHand = options.inHand ?? 1
    this.#gate = new Gate(this.#inHand)
  }

  /**
   * Sends a message to every worker, once few enough of those sent before are unanswered. True once each has answered.
   * False where the platform has no worker threads, or one failed, of which a warning is emitted: then the caller does
   * the work itself, some of which may be done.
   */
  async broadcast(message: unknown): Promise<boolean> {
    await this.#gate.enter()
    try {
      return await this.#send(message)
    } finally {
      this.#gate.leave()
    }
  }

  /** Ends the workers after the messages sent before; the next message starts new ones. */
  async close(): Promise<void> {
    const places = Array.from({ length: this.#inHand }, () => this.#gate.enter())
    await Promise.all(places)
    try {
      await this.#end()
    } finally {
      for (const _ of places) this.#gate.leave()
    }
  }

  async #send(message: unknown): Promise<boolean> {
    if (this.#unusable) return false
    clearTimeout(this.#timer)
    try {
      this.#members ??= start(this.options)
      const members = await this.#members
      await Promise.all(members.map((member) => ask(member, message)))
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.close(), this.options.idle ?? 10_000)
      this.#timer.unref()
      return members.length > 0
    } catch (error) {
      if (!this.#unusable) {
        this.#unusable = true
        const reason = error instanceof Error ? error.message : String(error)
        process.emitWarning(`The workers "${this.options.name}" are out of use: ${reason}`, 'GraftWarning')
      }
      await this.#end()
      return false
    }
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer)
    const members = await this.#members?.catch(() => [])
    this.#members = undefined
    await Promise.all((members ?? []).map(({ worker }) => worker.terminate()))
  }
}

async function start({ name, program, data, size }: WorkerPoolOptions): Promise<readonly Member[]> {
  const threads = await import('node:worker_threads').catch(() => undefined)
  if (!threads?.Worker) return []
  const { Worker } = threads
  return Array.from({ length: size }, () => {
    // Without the flags of this process: a loader for TypeScript, say, is of no use to the program.
    const worker = new Worker(program, { eval: true, execArgv: [], name, workerData: data })
    const member: Member = { worker, waiting: [] }
    worker.on('message', () => member.waiting.shift()?.())
    worker.on('error', (error) => end(member, error))
    worker.on('exit', (code) => end(member, new Error(`a worker ended with code ${code}`)))
    worker.unref()
    return member
  })
}

function end(member: Member, reason: unknown): void {
  member.ended ??= reason
  for (const settle of member.waiting.splice(0)) settle()
}

/** Resolves with the answer; meanwhile the worker keeps the process alive, as any awaited work does. */
async function ask(member: Member, message: unknown): Promise<void> {
  if (member.ended === undefined) {
    await new Promise<void>((resolve) => {
      member.worker.ref()
      member.worker.postMessage(message)
      member.waiting.push(resolve)
    })
    if (member.waiting.length === 0) member.worker.unref()
  }
  if (member.ended !== undefined) throw member.ended
}
