import { WorkerPool } from '@graftjs/base'
import { program } from './generated/worker-program'
import { type Order, OrderLine } from './order'
import type { Recipe } from './recipe'
import { sendable } from './sendable'

/** Threads that fill orders, each its own one after the other. Without any, the calling thread does it. */
export class Threads {
  readonly #pools: readonly WorkerPool[]
  readonly #own: OrderLine

  constructor(recipe: Recipe, count: number) {
    this.#own = new OrderLine(recipe)
    // A program that is given as text would look for sharp where the process was started.
    const wrapped = `((require) => {${program}\n})(require('node:module').createRequire(require('node:worker_threads').workerData.from))`
    const data = { recipe, from: import.meta.url }
    this.#pools = Array.from(
      { length: count },
      (_, at) => new WorkerPool({ name: `graft pictures ${at}`, program: wrapped, data, size: 1, inHand: 2 }),
    )
  }

  get count(): number {
    return Math.max(1, this.#pools.length)
  }

  /** Fills an order on one of the threads, or here where that one is out of use. */
  async fill(order: Order, thread: number): Promise<void> {
    const pool = this.#pools[thread]
    if (pool) {
      const sources = await Promise.all(order.sources.map(sendable))
      if (await pool.broadcast({ ...order, sources })) return
    }
    await this.#own.fill(order)
  }

  /** Why a picture cannot be had, with the error that a thread cannot send. */
  async failureOf(source: Order['sources'][number]): Promise<unknown> {
    return this.#own.picture(source).then(
      () => undefined,
      (error: unknown) => error,
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()))
  }
}
