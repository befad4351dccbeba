import { randomBytes } from 'node:crypto'
import { BroadcastChannel } from 'node:worker_threads'
import { GraftError, WorkerPool } from '@graftjs/base'
import { failedRow } from './failed-row'
import type { MapFunction } from './map'
import { type CrewAnswer, type CrewOrder, crewProgram, isAnswer } from './worker-crew-program'

/** Worker threads that hold one function of a module. They start with the first rows and are let go when idle. */
export class Crew<Row, Out> {
  readonly #module: string
  readonly #name: string
  readonly #pools: readonly WorkerPool[]
  readonly #channelName = `graft-map-${randomBytes(9).toString('hex')}`
  readonly #waiting = new Map<number, (answer: CrewAnswer<Out>) => void>()
  #channel: BroadcastChannel | undefined
  #next = 0

  constructor(module: string, name: string, workers: number) {
    this.#module = module
    this.#name = name
    const data = { module, name, channel: this.#channelName }
    this.#pools = Array.from(
      { length: workers },
      (_, at) => new WorkerPool({ name: `graft map ${at}`, program: crewProgram, data, size: 1 }),
    )
  }

  /** The function's results for rows at these positions, in order. */
  async work(rows: readonly Row[], positions: readonly number[]): Promise<Out[]> {
    const id = this.#next++
    const order: CrewOrder<Row> = { id, rows, positions }
    const answered = this.#answerTo(id)
    const done = await this.#pools[id % this.#pools.length]!.broadcast(order)
    const answer = done ? await answered : undefined
    this.#waiting.delete(id)
    this.#closeWhenIdle()
    return answer ? resultsOf(answer, this.#module, this.#name) : this.#workHere(rows, positions)
  }

  /** A pool only tells that a worker is done: what it has made comes through a channel. */
  #answerTo(id: number): Promise<CrewAnswer<Out>> {
    if (!this.#channel) {
      this.#channel = new BroadcastChannel(this.#channelName)
      this.#channel.onmessage = (event: unknown) => {
        const data = typeof event === 'object' && event !== null && 'data' in event ? event.data : undefined
        if (isAnswer<Out>(data)) this.#waiting.get(data.id)?.(data)
      }
    }
    return new Promise((resolve) => this.#waiting.set(id, resolve))
  }

  #closeWhenIdle(): void {
    if (this.#waiting.size > 0) return
    this.#channel?.close()
    this.#channel = undefined
  }

  /** Where there are no worker threads, or one has failed, the rows are mapped on this one. */
  async #workHere(rows: readonly Row[], positions: readonly number[]): Promise<Out[]> {
    const loaded: Record<string, unknown> = await import(this.#module).catch((error: unknown) => {
      throw unusable(this.#module, this.#name, String(error))
    })
    const transform = loaded[this.#name]
    if (!isTransform<Row, Out>(transform)) throw unusable(this.#module, this.#name, 'it is no function')
    const out: Out[] = []
    for (const [at, row] of rows.entries()) {
      try {
        out.push(await transform(row, positions[at]!))
      } catch (error) {
        throw failedRow('mapOnWorkers', positions[at]!, error)
      }
    }
    return out
  }
}

function isTransform<Row, Out>(value: unknown): value is MapFunction<Row, Out> {
  return typeof value === 'function'
}

function resultsOf<Out>(answer: CrewAnswer<Out>, module: string, name: string): Out[] {
  if (answer.kind === 'made') return answer.out
  if (answer.kind === 'unusable') throw unusable(module, name, answer.message)
  const { message, stack, position } = answer
  throw failedRow('mapOnWorkers', position, Object.assign(new Error(message), { name: answer.name, stack }))
}

function unusable(module: string, name: string, reason: string): GraftError {
  return new GraftError('invalid-option', {
    what: `The function "${name}" of this module cannot be used: ${reason}.`,
    where: module,
    fix: 'Name a JavaScript module (no TypeScript) and a function that it exports.',
  })
}
