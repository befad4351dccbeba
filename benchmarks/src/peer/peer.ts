import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { GraftError } from '@graftjs/base'
import { peerFolder, type VenvName, venvPython } from './venvs'

export interface PeerOptions {
  readonly venv: VenvName
  /** The Python file inside the peer's folder; `peers/protocol.py` tells how it is spoken to. */
  readonly script: string
  /** What the script's `setup` gets. */
  readonly setup: Readonly<Record<string, unknown>>
  readonly threads: number
  readonly environment?: Readonly<Record<string, string>>
}

/** A warm Python process that does one case each time it is asked. */
export class Peer {
  readonly #name: string
  readonly #child: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string>
  readonly #lines: Interface
  #lastWords = ''

  private constructor(options: PeerOptions) {
    this.#name = `${options.venv}/${options.script}`
    this.#child = spawn(venvPython(options.venv), [join(peerFolder(options.venv), options.script)], {
      env: environmentOf(options),
    })
    this.#child.on('error', () => undefined) // the answers end, and #ask says so
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#lastWords = (this.#lastWords + chunk.toString()).slice(-4000)
    })
    this.#lines = createInterface({ input: this.#child.stdout })
    this.#answers = this.#lines[Symbol.asyncIterator]()
  }

  /** Starts the process and prepares the work. Throws `not-found` without a `--setup` before. */
  static async start(options: PeerOptions): Promise<Peer> {
    const peer = new Peer(options)
    await peer.#ask({ setup: { ...options.setup, threads: options.threads } })
    return peer
  }

  /** Does a case once and returns the seconds that the peer itself measured. */
  async run(name: string): Promise<number> {
    const { seconds } = await this.#ask({ run: name })
    if (typeof seconds !== 'number') throw this.#failure(`answered ${name} without seconds`)
    return seconds
  }

  /** Does a case once with the input that it needs, and returns everything that the peer answered. */
  answer(name: string, input: unknown): Promise<Readonly<Record<string, unknown>>> {
    return this.#ask({ run: name, with: input })
  }

  close(): void {
    this.#lines.close()
    this.#child.kill()
  }

  async #ask(request: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`)
    const { value, done } = await this.#answers.next()
    if (done) throw this.#failure('ended without an answer')
    const answer: unknown = JSON.parse(value)
    if (typeof answer !== 'object' || answer === null) throw this.#failure(`answered ${value}`)
    if ('error' in answer) throw this.#failure(`failed: ${String(answer.error)}`)
    return { ...answer }
  }

  #failure(what: string): GraftError {
    this.close()
    return new GraftError('engine-failure', {
      what: `The peer ${what}.`,
      where: this.#name,
      fix: `Its last words: ${this.#lastWords.trim() || 'none'}`,
    })
  }
}

/**
 * The environment of a peer: as many threads as we use, and none of the settings by which a machine may hold
 * OpenBLAS to old kernels.
 */
function environmentOf({ threads, environment }: PeerOptions): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('OPENBLAS_'))
  const count = String(threads)
  const counts = { OMP_NUM_THREADS: count, MKL_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count }
  return { ...Object.fromEntries(inherited), ...counts, HF_HUB_OFFLINE: '1', ...environment }
}
