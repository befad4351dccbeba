import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { GraftError } from '@graftjs/base'

const scripts = new URL('../../peers/transformers-js/', import.meta.url)

/** transformers.js in a process of its own: two copies of ONNX Runtime do not share one. `Answer` is its script's. */
export class TransformersJs<Answer extends { readonly seconds: number }> {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #answers: AsyncIterator<string>

  constructor(script: string, args: readonly string[]) {
    this.#child = spawn(process.execPath, [fileURLToPath(new URL(script, scripts)), ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  /** Asks with a line of JSON. */
  async ask(question: unknown = null): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(question)}\n`)
    const { value, done } = await this.#answers.next()
    if (!done) return JSON.parse(value) as Answer
    throw new GraftError('engine-failure', {
      what: 'transformers.js ended without an answer.',
      fix: 'Look at what it printed above.',
    })
  }

  close(): void {
    this.#child.kill()
  }
}
