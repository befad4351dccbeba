import { type ChildProcess, fork } from 'node:child_process'
import { accessSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GraftError } from '@graftjs/base'
import type { Envelope, Kind, Reply, Requests, Results } from './protocol'

interface Pending {
  readonly resolve: (result: Results[Kind]) => void
  readonly reject: (error: GraftError) => void
  readonly where: string
}

/**
 * glibc's own settings make the binding's output copies land in newly mapped pages each time, which made a
 * training step 2.5 times as slow. Read at a process's start only; other C libraries ignore them.
 */
const mallocSettings = {
  MALLOC_MMAP_THRESHOLD_: '4294967295',
  MALLOC_TRIM_THRESHOLD_: '17179869184',
  MALLOC_TOP_PAD_: '67108864',
}

const goodbyeMilliseconds = 5_000

/** The child process and the conversation with it. It keeps this process alive only while a reply is awaited. */
export class Channel {
  readonly #child: ChildProcess
  readonly #pending = new Map<number, Pending>()
  #nextId = 1
  #death: string | undefined

  constructor() {
    this.#child = fork(childPath(), {
      serialization: 'advanced',
      execArgv: [],
      env: { ...process.env, ...mallocSettings },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#child.on('message', (reply: unknown) => this.#settle(reply))
    this.#child.on('error', (error) => this.#died(`could not be started: ${error.message}`))
    this.#child.on('exit', (code, signal) =>
      this.#died(signal ? `was ended by ${signal}` : `ended with code ${code}`),
    )
    this.#rest()
  }

  /** The child's process id. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Errors: `engine-failure` where the child reports a failure, or dies first. */
  request<K extends Kind>(kind: K, request: Requests[K], where: string): Promise<Results[K]> {
    if (this.#death) return Promise.reject(deathError(this.#death, where))
    const envelope: Envelope<K> = { id: this.#nextId++, kind, request }
    return new Promise((resolve, reject) => {
      // The child answers each kind with its own result; the id is what ties them, which no type can say.
      const settle = (result: Results[Kind]) => resolve(result as Results[K])
      this.#pending.set(envelope.id, { resolve: settle, reject, where })
      this.#child.ref()
      this.#child.channel?.ref()
      this.#child.send(envelope, (error) => {
        if (error) this.#died(`cannot be reached: ${error.message}`)
      })
    })
  }

  /** Lets the child end by itself, and kills it if it does not. */
  async close(): Promise<void> {
    if (this.#death) return
    this.#child.ref()
    const ended = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()))
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), goodbyeMilliseconds)
    if (this.#child.connected) this.#child.disconnect()
    await ended
    clearTimeout(timer)
  }

  #settle(reply: unknown): void {
    if (!isReply(reply)) return
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if (this.#pending.size === 0) this.#rest()
    if ('error' in reply) pending?.reject(engineError(reply.error, pending.where))
    else pending?.resolve(reply.result)
  }

  #died(how: string): void {
    this.#death ??= how
    for (const { reject, where } of this.#pending.values()) reject(deathError(this.#death, where))
    this.#pending.clear()
    this.#rest()
  }

  #rest(): void {
    this.#child.unref()
    this.#child.channel?.unref()
  }
}

/**
 * The built program of the child. It is looked up by this package's name, so that a bundle of the parent finds
 * it, and by its path, so that conditions that lead to TypeScript sources do not.
 */
function childPath(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('@graftjs/onnx/package.json')
    const path = join(dirname(manifest), 'dist', 'binding-child.js')
    accessSync(path)
    return path
  } catch (cause) {
    throw new GraftError('device-unavailable', {
      what: 'The program of the child process is not there.',
      where: '@graftjs/onnx/binding-child',
      fix: 'Install @graftjs/onnx where the program can resolve it, and in its repository build it first.',
      cause,
    })
  }
}

function isReply(message: unknown): message is Reply {
  return typeof message === 'object' && message !== null && 'id' in message
}

function engineError(message: string, where: string): GraftError {
  return new GraftError('engine-failure', {
    what: `ONNX Runtime failed: ${message.replace(/\.?$/, '.')}`,
    where,
    fix: 'If the graph was made by Graft, please report this as a defect, with the message.',
    details: { message },
  })
}

function deathError(how: string, where: string): GraftError {
  return new GraftError('engine-failure', {
    what: `The child process that runs ONNX Runtime ${how}.`,
    where,
    fix: 'Start the runtime again and go on from the last checkpoint; if it was killed for memory, use smaller batches.',
  })
}
