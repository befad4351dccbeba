import type { Worker } from 'node:worker_threads'

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
  /** Milliseconds without work after which the workers, and the memory that they still refer to, are let go. */
  readonly idle?: number
}

interface Member {
  readonly worker: Worker
  /** Ends the wait for an answer. */
  settle: () => void
  /** Why the worker is no longer there. */
  ended?: unknown
}

/** A few worker threads that start with the first message and never keep the process alive by themselves. */
export class WorkerPool {
  #members: Promise<readonly Member[]> | undefined
  #last: Promise<unknown> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined
  #unusable = false

  constructor(private readonly options: WorkerPoolOptions) {}

  /**
   * Sends a message to every worker, after those sent before are answered. True once each has answered. False
   * where the platform has no worker threads, or one failed, of which a warning is emitted: then the caller does
   * the work itself, some of which may be done.
   */
  broadcast(message: unknown): Promise<boolean> {
    return this.#inOrder(async () => {
      if (this.#unusable) return false
      clearTimeout(this.#timer)
      try {
        this.#members ??= start(this.options)
        const members = await this.#members
        await Promise.all(members.map((member) => ask(member, message)))
        this.#timer = setTimeout(() => this.close(), this.options.idle ?? 10_000)
        this.#timer.unref()
        return members.length > 0
      } catch (error) {
        this.#unusable = true
        const reason = error instanceof Error ? error.message : String(error)
        process.emitWarning(`The workers "${this.options.name}" are out of use: ${reason}`, 'GraftWarning')
        await this.#end()
        return false
      }
    })
  }

  /** Ends the workers after the messages sent before; the next message starts new ones. */
  close(): Promise<void> {
    return this.#inOrder(() => this.#end())
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done
    return done
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
    const member: Member = { worker, settle: () => undefined }
    worker.on('message', () => member.settle())
    worker.on('error', (error) => end(member, error))
    worker.on('exit', (code) => end(member, new Error(`a worker ended with code ${code}`)))
    worker.unref()
    return member
  })
}

function end(member: Member, reason: unknown): void {
  member.ended ??= reason
  member.settle()
}

/** Resolves with the next answer; meanwhile the worker keeps the process alive, as any awaited work does. */
async function ask(member: Member, message: unknown): Promise<void> {
  if (member.ended === undefined) {
    await new Promise<void>((resolve) => {
      member.settle = resolve
      member.worker.ref()
      member.worker.postMessage(message)
    })
    member.worker.unref()
  }
  if (member.ended !== undefined) throw member.ended
}
